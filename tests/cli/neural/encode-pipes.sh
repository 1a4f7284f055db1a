# Through pipes it is the same but for the tag that names the source, and a folder for -o takes several.
cp "$CLIP" a.flac && cp "$CLIP" b.flac && mkdir out
same() { cmp <(spk decode -q --steps 0 -c "$1") <(spk decode -q --steps 0 -c "$2"); }
spk encode -q a.flac
spk encode -q - < a.flac > pipe.spk && same a.spk pipe.spk
spk decode -q --steps 0 a.spk
cat a.spk | spk decode -q --steps 0 --format raw - | tail -c 400000 > tail.raw
tail -c 400000 a.wav | cmp - tail.raw
spk encode -q a.flac b.flac -o out && ls out && same out/a.spk out/b.spk
spk encode -q -c a.flac | cmp - a.spk
