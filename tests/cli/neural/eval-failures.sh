# What fails is reported, the rest goes on; outputs that exist are refused before any work.
cp "$CLIP" a.flac && echo "no audio at all" > bad.wav && mkdir empty && echo old > old.csv
spk eval --steps 0 bad.wav a.flac none.wav > table; echo $?
awk '$1 == "0" { print $NF }' table | head -2
spk eval --steps 0 bad.wav --json out.json > /dev/null; echo $?
python3 -c 'import json; print(json.load(open("out.json"))["totals"])'
spk eval empty; echo $?
spk eval -; echo $?
spk eval a.flac --csv old.csv; echo $?
spk eval --model none a.flac; echo $?
spk eval --steps fast a.flac; echo $?
cat old.csv; ls
