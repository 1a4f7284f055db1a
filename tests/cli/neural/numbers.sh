# Numbers are finite, whole where they count, and in range: all else is a wrong command line.
cp "$GOLDEN/good/stereo.spk" a.spk
sox -n a.wav synth 1 sine 440
for wrong in "decode --start nan" "decode --duration nan" "decode --start inf" "decode --start -1" "decode --start 1e400" \
    "decode --duration 5s" "decode --steps -1" "decode --steps nan" "decode --steps 0x10" "decode --seed -1" \
    "decode --generate -0.1" "decode --generate 1.1" "decode --generate nan" \
    "decode --seed 18446744073709551616" "decode --seed 1.5" "decode --rate nan" "decode --jobs 0" "decode --threads 1e3"; do
  spk ${wrong} a.spk 2> /dev/null; echo "$wrong: $?"
done
for wrong in "plot --start nan -o p.png" "plot --duration nan -o p.png" "report --start nan -o p.html" \
    "report --duration inf -o p.html" "eval --steps 0,nan" "eval --generate 2" "encode --refine nan" "encode --refine -1"; do
  spk ${wrong} a.wav 2> /dev/null; echo "$wrong: $?"
done
spk train --config "$CONFIGS/../training/free.json" --run y --corpus z=nan 2> /dev/null; echo "train: $?"
ls
