spk info "$GOLDEN/good/tags.spk" > /dev/full
