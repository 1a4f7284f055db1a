# Messages that cannot be written change nothing: not the result, not the exit code, no file.
cp "$CLIP" a.flac
spk encode a.flac -o full.spk 2> /dev/full; echo $?
spk encode a.flac -o closed.spk 2>&-; echo $?
spk encode missing.wav 2> /dev/full; echo $?
spk encode missing.wav a.flac --output-dir out 2>&-; echo $?
cmp full.spk closed.spk && spk test full.spk
spk info full.spk >&-; echo $?
spk encode - -o none.spk <&-; echo $?
spk --help >&-; echo $?
ls
