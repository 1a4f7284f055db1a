# What can be read is shown, and the damage is reported.
cp "$GOLDEN/good/stereo.spk" x.spk
printf '\xff' | dd of=x.spk bs=1 seek=60 conv=notrunc status=none
spk info x.spk
