# --skip-existing passes over a decode of the same events in the same way, wherever the file came
# from.
sox "$CLIP" a.wav trim 1 0.2 && spk encode -q a.wav
sox "$CLIP" b.wav trim 2 0.2 && spk encode -q b.wav
try() { spk decode --skip-existing "$@" 2>&1 | sed -E 's/^[^ ]*: .*/decoded/; s/^nothing to do.*/skipped/'; }
try a.spk -o x.wav; try a.spk -o x.wav
echo steps; try a.spk -o x.wav --steps 0; try a.spk -o x.wav --steps 0; try a.spk -o x.wav
echo generate; try a.spk -o x.wav --generate 0.5; try a.spk -o x.wav --generate 0.5; try a.spk -o x.wav --generate 1
try a.spk -o x.wav
echo seed; try a.spk -o x.wav --seed 3
echo rate; try a.spk -o x.wav --rate 8000
echo another of the same length; try b.spk -o x.wav
cp b.spk copy.spk; echo copy; try copy.spk -o x.wav
for format in flac aiff ogg; do
  echo $format; try a.spk -o x.$format; try a.spk -o x.$format; try a.spk -o x.$format --steps 0
done
echo raw, by size and time; try a.spk -o x.raw; try a.spk -o x.raw; touch a.spk; try a.spk -o x.raw
