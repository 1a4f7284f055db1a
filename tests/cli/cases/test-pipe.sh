cat "$GOLDEN/good/stereo.spk" | spk test -
