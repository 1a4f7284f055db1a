# Damage is an error; --keep-going gives the rest, at its place, and the same exit code.
cp "$CLIP" a.flac && spk encode -q a.flac
printf 'X' | dd of=a.spk bs=1 seek=6000 conv=notrunc status=none
spk decode -q --steps 0 a.spk; echo $?
ls
spk decode -q --steps 0 --keep-going --format raw a.spk; echo $?
wc -c < a.raw
spk decode -q "$GOLDEN/bad/not-there.spk"; echo $?
spk decode -q a.flac; echo $?
