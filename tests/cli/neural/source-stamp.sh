# --skip-existing goes by what the output was made from, and how: not by its length alone.
sox -n -r 8000 a.wav synth 1 sine 440
run() { spk encode --skip-existing "$@" a.wav 2>&1 | sed -E 's/^a.wav: .*/coded/; s/^nothing to do.*/skipped/'; }
run; run
sox -n -r 8000 a.wav synth 1 sine 550; echo another; run; run
touch a.wav; echo touched; run
run --mu 20; run --mu 20; run --mono; run --mono --packing dense; run --mono --packing dense
head -c 9000 a.wav > b.wav && mv b.wav a.wav; echo cut off; run --packing dense; run --packing dense
cp a.spk b.spk && mv b.spk a.spk; echo copied; run --packing dense
head -c 100 a.spk > b.spk && mv b.spk a.spk; echo damaged; run --packing dense
