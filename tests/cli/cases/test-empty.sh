: > x.spk; spk test x.spk
