spk test -q "$GOLDEN"/good/*.spk
