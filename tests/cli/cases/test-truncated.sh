head -c 300 "$GOLDEN/good/stereo.spk" > x.spk
spk test x.spk
