echo text > x.txt; spk info --json x.txt
