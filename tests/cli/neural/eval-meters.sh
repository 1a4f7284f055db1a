# Other programs measure too: they get names of ours, whatever the recording's, and have columns.
mkdir music && sox "$CLIP" 'music/$(touch x).wav' trim 0 4 && sox "$CLIP" music/$'b\n;touch y.flac' trim 0 2
cat > meter << 'P'
#!/bin/sh
for sound; do basename "$sound" >> heard; done
echo "rate and seconds of the last:"
soxi -r "$sound"
soxi -D "$sound"
P
chmod +x meter
cat > figures.py << 'P'
import csv, json
rows = list(csv.DictReader(open('out.csv')))
print([row['length'] for row in rows], rows[0]['rate'])
figures = json.load(open('out.json'))
print(figures['meters'])
print([[round(row[name], 3) for name in ('length', 'rate')] for row in figures['files'] + figures['totals']])
P
spk eval --steps 0,2 music --meter 'length=./meter {ref} {test}' \
  --meter rate='sh -c "soxi -r \"$1\"" sh "{test:16000}"' --csv out.csv --json out.json > table
awk 'NR == 1 || $NF == "total" { print $1, $(NF - 2), $(NF - 1) }' table
python3 figures.py
sort heard | uniq -c

# Of another codec's decodes.
mkdir other && sox 'music/$(touch x).wav' 'other/$(touch x).wav' trim 0 3.9
spk eval --decoded other 'music/$(touch x).wav' --meter 'length=./meter {test:8000}' --csv other.csv > /dev/null
python3 -c 'import csv; print([row["length"] for row in csv.DictReader(open("other.csv"))])'
rm heard && ls -A
