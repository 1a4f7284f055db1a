cd "$GOLDEN/good" && spk test dense-9-percent.spk stereo.spk && spk test -q tags.spk
