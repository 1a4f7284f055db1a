spk test
