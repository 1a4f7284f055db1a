spk info --jsonn x.spk
