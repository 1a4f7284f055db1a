cp "$CLIP" clip.flac
echo old > clip.spk
spk encode -q clip.flac
code=$?
cat clip.spk
spk encode -q -f clip.flac && spk test clip.spk
exit $code
