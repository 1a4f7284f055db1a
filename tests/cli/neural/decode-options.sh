cp "$CLIP" a.flac && spk encode -q a.flac
spk decode -q --steps 0 --format flac --bits 24 a.spk -o a24.flac && spk encode -q a24.flac && echo flac
spk decode -q --steps 0 --rate 16000 --format raw a.spk -o - | wc -c
spk decode -q --steps 0 --start 3 --duration 0.5 --format raw --bits float -c a.spk > part.raw
spk decode -q --steps 0 --format raw --bits float -c a.spk > whole.raw
cmp -i $((3 * 44100 * 8)):0 -n $((22050 * 8)) whole.raw part.raw && wc -c < part.raw
spk decode -q --format flac --bits float a.spk; echo $?
spk decode -q --rate fast a.spk; echo $?
spk decode -q --start 25 a.spk; echo $?
ls
