# Where memory is too little for LibTorch it says so before it begins, with a code of its own.
cp "$CLIP" a.flac
for kilobytes in 300000 1000000 2000000; do
  (ulimit -v $kilobytes; spk encode -q a.flac); echo $?
done
(ulimit -v 300000; spk test -q "$GOLDEN/good/stereo.spk"); echo $?
ls
