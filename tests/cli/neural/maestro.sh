# scripts/maestro.sh on a folder with a table like MAESTRO's, in which a recording is missing; then
# again, when what was coded of another has gone.
maestro=$(dirname "$0")/../../../scripts/maestro.sh
mkdir -p in/2004 in/2018
sox "$CLIP" in/2004/a.wav trim 0 2
sox "$CLIP" "in/2004/MIDI--b, 'c'.wav" trim 2 2
sox "$CLIP" in/2018/d.wav trim 4 3
(printf '\xef\xbb\xbf'; cat << 'END'
canonical_composer,canonical_title,split,year,midi_filename,audio_filename,duration
Frédéric Chopin,"Étude, Op. 10, ""Tristesse""",train,2004,2004/a.midi,2004/a.wav,2.0
Frédéric Chopin,Étude,validation,2004,2004/b.midi,"2004/MIDI--b, 'c'.wav",2.0
Frédéric Chopin,"""Étude"",
in E",train,2018,2018/d.midi,2018/d.wav,3.0
Frédéric Chopin,Étude,train,2018,2018/missing.midi,2018/missing.wav,3.0
Frédéric Chopin,Étude,train,2004,2004/a.midi,2004/a.wav,2.0
Frédéric Chopin,Étude,train,2004,2004/none.midi,,2.0
END
) > in/maestro-v3.0.0.csv
"$maestro" in out --steps 0 --mono --refine 0 2> log | sed -E 's/[0-9]+\.[0-9]+|1:[0-9]+/N/g'; echo "${PIPESTATUS[0]}"
grep -E '^(spk|maestro.sh):' log
(cd out && find . -type f | sort)
spk info --json "out/coded/2004/MIDI--b, 'c'.spk" out/coded/2018/d.spk | python3 -c '
import json, sys
for line in sys.stdin:
    for name, value in json.loads(line)["tags"]:
        print(name, value.split(" ", 3)[3] if name == "SOURCE" else value)'
mv out first && cp -rp first out && rm out/coded/2018/d.spk
"$maestro" in out --steps 0 --mono --refine 0 > again 2> /dev/null; cmp again first/summary.md
diff -r --exclude encode.jsonl --exclude report.html first out  # what was measured stands
sed -E 's/.*"input":"([^"]*)".*"status":"([^"]*)".*/\1 \2/' out/encode.jsonl | sort
sox "$CLIP" in/2018/missing.wav trim 7 3  # found at last: what failed is measured
"$maestro" in out --steps 0 --mono --refine 0 --device cpu --decode 2> /dev/null | grep -c '| train | 2018 | 2 |'
(cd out && find decoded eval -type f | sort)
"$maestro" out out
"$maestro" in 2>&1 | grep "maestro.sh MAESTRO_DIR"
