spk $'rec\x1bode' x.wav
