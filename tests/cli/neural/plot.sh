cp "$CLIP" a.flac && spk encode -q a.flac
spk plot a.flac a.spk --steps 0 --duration 10 -o a.png && head -c 4 a.png | tail -c 3 && echo
spk plot a.flac -o a.png; echo $?
spk plot nothing.flac -o b.png; echo $?
ls
