cd "$GOLDEN/good"; spk info --json stereo.spk
