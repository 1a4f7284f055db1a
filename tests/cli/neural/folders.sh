# A tree of recordings there and back again: what fails is reported and the rest goes on.
mkdir -p in/2004 in/2009
sox "$CLIP" in/2004/a.wav trim 0 2
sox "$CLIP" in/2004/b.flac trim 2 1
sox "$CLIP" -c 1 in/2009/c.wav trim 3 1.5
echo "no recording" > in/2009/bad.wav
echo "notes" > in/2004/notes.txt
spk encode -r in --output-dir out --jobs 2 --log log.jsonl; echo $?
(cd out && find . -type f | sort) && spk test -r out
python3 - <<'P'
import json
for line in sorted(open('log.jsonl'), key=lambda line: json.loads(line)['input']):
    entry = json.loads(line)
    print(entry['input'], entry['status'], entry['seconds'], entry.get('code', 0))
P
spk encode -q -r in --exclude 'bad.*' --output-dir out; echo "exists: $?"
spk decode -r out --steps 0 --output-dir back --format flac --exclude '2009/*' && (cd back && ls */*)
find in -name '*.wav' | sort | spk encode -q --filelist - --include 'a.*' --output-dir listed && (cd listed && find . -type f)
spk encode -q -r in/2009 --include '*.ogg'; echo "nothing: $?"
