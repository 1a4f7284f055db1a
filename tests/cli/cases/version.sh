spk --version | head -n 1 && spk -V | head -n 1
