cp "$CLIP" clip.flac
spk encode --verify clip.flac
spk decode --steps 0 clip.spk
