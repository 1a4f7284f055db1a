cd "$GOLDEN/good"; spk info -v stereo.spk && spk info -v tags.spk | grep tag
