cp "$CLIP" a.flac
for n in 0 1 2; do spk encode -q --refine $n a.flac -o $n.spk; done
spk encode -q a.flac && cmp a.spk 1.spk && echo "one by default"
cmp -s 0.spk 1.spk || echo "1 differs from 0"
cmp -s 1.spk 2.spk || echo "2 differs from 1"
spk encode -q --refine -1 a.flac -o bad.spk; echo $?
