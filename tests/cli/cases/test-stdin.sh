spk test - < "$GOLDEN/good/stereo.spk"
