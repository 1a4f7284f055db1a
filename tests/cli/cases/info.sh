cd "$GOLDEN/good"; spk info stereo.spk tags.spk no-frames.spk
