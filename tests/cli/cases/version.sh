spk --version && spk -V
