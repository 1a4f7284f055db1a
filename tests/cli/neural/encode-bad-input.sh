# A bad input harms nothing: -f keeps the old output until there is a new one.
echo old > bad.spk
echo "no audio at all" > bad.wav
cp "$CLIP" good.flac
spk encode -q -f bad.wav
echo $?
cat bad.spk
spk encode -q -f bad.wav missing.wav good.flac
echo $?
ls
