cd "$GOLDEN/bad"; spk test header-version.spk
