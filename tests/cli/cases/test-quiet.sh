cd "$GOLDEN"; spk test -q bad/chunk-crc.spk good/tags.spk
