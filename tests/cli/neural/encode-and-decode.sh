# The main job with default names: the original stays, everything comes back.
cp "$CLIP" clip.flac
spk encode -q clip.flac && spk test clip.spk && spk decode -q --steps 0 clip.spk && ls
spk info --json clip.spk | tr ',' '\n' | grep -E '"(frames|source_rate|source_channels)"'
