# With several inputs the rest is still tested, and the exit code says that some failed.
cd "$GOLDEN"; spk test bad/chunk-crc.spk good/tags.spk missing.spk
