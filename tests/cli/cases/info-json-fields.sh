# Valid JSON, an object a line, also for tags and names that are no UTF-8.
cp "$GOLDEN/good/tags.spk" $'\xff.spk'
spk info --json "$GOLDEN/good/many-segments.spk" $'\xff.spk' | python3 -c '
import json, sys
files = [json.loads(line) for line in sys.stdin]
first = files[0]
print(len(files), first["version"], first["model"], len(first["segments"]))
for key in ("events", "paper_bits", "coded_bits"):
    assert first[key] == sum(segment[key] for segment in first["segments"]), key
assert abs(first["kbps"] - first["bytes"] * 8e-3 / first["seconds"]) < 1e-9
assert sum(first["packings"].values()) == 600
print(files[1]["tags"][0])'
