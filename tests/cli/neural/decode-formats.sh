# The suffix of the output says its format, --format wins, and what cannot be written is refused.
sox "$CLIP" -c 1 a.wav trim 0 2 && spk encode -q a.wav
for name in x.wav x.flac x.FLAC x.aiff x.aif x.ogg x.oga; do
  spk decode -q -f --steps 0 a.spk -o "$name"
  echo "$name: $(head -c 4 "$name" | tr -c 'A-Za-z' .)"
done
spk decode -q --steps 0 a.spk -o x.raw && echo "x.raw: $(stat -c %s x.raw) bytes"
soxi -s x.wav x.flac x.aiff x.ogg && soxi -t x.wav x.flac x.aiff x.ogg
spk decode -q --steps 0 --format wav a.spk -o y.flac && head -c 4 y.flac && echo
spk decode -q --steps 0 --bits 24 a.spk -o z.aiff && soxi -b z.aiff
spk decode -q --steps 0 --bits float a.spk -o f.aiff && soxi -b f.aiff
for name in x.mp3 x.m4a nothing "No. 5" .wav; do
  spk decode -q --steps 0 a.spk -o "$name"; echo "$name $?"
done
spk decode -q --steps 0 --format flac a.spk -o "No. 5" && head -c 4 "No. 5" && echo
spk decode -q --steps 0 --format ogg a.spk --output-dir out && ls out
spk decode -q --steps 0 -f a.spk -o /dev/null && spk decode -q --steps 0 a.spk -o - > p.wav && head -c 4 p.wav && echo
spk encode -q x.ogg -o ogg.spk && spk encode -q x.aiff -o aiff.spk && spk test ogg.spk aiff.spk
