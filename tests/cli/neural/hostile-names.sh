# Names and tags are text: to gnuplot, a shell, a page, a spreadsheet, a log and a terminal.
sox "$CLIP" -c 1 plain.wav trim 0 1
n=$'q\'\nsystem("touch PWNED")\n#`touch PWNED`$(touch PWNED)"\e[31m\xff.wav'
mkdir "$n.d" && cd "$n.d"
python3 - "$n" <<'P'
import os, struct, sys
data = open('../plain.wav', 'rb').read()
title = b'\x1b]0;PWNED\x07 \n=1\0'
info = b'INFOINAM' + struct.pack('<I', len(title)) + title + b'\0' * (len(title) % 2)
data += b'LIST' + struct.pack('<I', len(info)) + info
data = data[:4] + struct.pack('<I', len(data) - 8) + data[8:]
open(os.fsencode(sys.argv[1]), 'wb').write(data)
P
spk encode --log log.jsonl "$n" -o a.spk
python3 - "$n" <<'P'
import json, os, sys
print(os.fsencode(json.loads(open('log.jsonl').read())['input']) == os.fsencode(sys.argv[1]))
P
spk info -v a.spk | grep tag | sed 's,SOURCE=.*,SOURCE=N,'
spk info --json a.spk | python3 -c 'import json, sys; print(json.load(sys.stdin)["tags"][0])'
cp a.spk "${n%.wav}.spk" && spk test "${n%.wav}.spk"
spk plot "$n" "${n%.wav}.spk" --steps 0 -o p.png && spk plot "$n" -o "$n.png" && spk plot "$n" -o '|touch PWNED'
head -c 4 ./*PWNED | tail -c 3; echo
cp "$n" $'=cmd|\'calc\'!A0<img src=x onerror=alert(1)>\r.wav'
spk report --steps 0 --duration 1 ./*.wav -o page.html
grep -ac $'\e\|<img src=x' page.html
spk eval --steps 0 =cmd*.wav --csv out.csv | grep -c 'A0<img'
grep -o "^\"'=cmd" out.csv
spk encode -q "$n"$'\e[2J'
spk encode -q --packing $'\e[2J' "$n"
ls ../PWNED PWNED
