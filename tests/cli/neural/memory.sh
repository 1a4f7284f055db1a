# Where memory is too little for LibTorch it says so before it begins, with a code of its own; what is
# wrong with the command line comes first.
cp "$CLIP" a.flac
for kilobytes in 300000 1000000 2000000; do
  (ulimit -v $kilobytes; spk encode -q a.flac); echo $?
done
# Each thread needs more.
(ulimit -v 3000000; spk encode -q --jobs 16 a.flac); echo $?
(ulimit -v 300000; spk encode -q --mono --refine a.flac); echo $?
(ulimit -v 300000; spk test -q "$GOLDEN/good/stereo.spk"); echo $?
ls
