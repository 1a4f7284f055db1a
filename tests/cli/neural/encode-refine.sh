cp "$CLIP" a.flac
for n in 0 1 2; do spk encode -q --model free --refine $n a.flac -o $n.spk; done
spk encode -q --model free a.flac && cmp a.spk 1.spk && echo "one by default"
cmp -s 0.spk 1.spk || echo "1 differs from 0"
cmp -s 1.spk 2.spk || echo "2 differs from 1"
spk encode -q --refine -1 a.flac -o bad.spk; echo $?
for option in "--refine 16" "--lambda 0.003"; do  # of the default model, which has no encoder network
  # shellcheck disable=SC2086  # two words
  spk encode -q $option a.flac -o bad.spk; echo $?
done
spk encode -q --refine 0 --lambda 0 a.flac -o lapped.spk; echo $?
