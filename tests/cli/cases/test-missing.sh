spk test no-such-file.spk
