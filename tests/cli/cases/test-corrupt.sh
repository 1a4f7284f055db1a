cd "$GOLDEN/bad"; spk test chunk-crc.spk
