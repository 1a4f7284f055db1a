# A folder and a file; figures of each and of all, for 0 steps and for 1, in a table and in files.
mkdir -p music/deeper && cp "$CLIP" music/deeper/a.FLAC && echo "no music" > music/notes.txt
cp "$CLIP" b.flac
spk eval --steps 0,1 music b.flac --csv out.csv --json out.json --windows windows.csv > table
awk '$1 == "steps" || $1 == "0" || $1 == "1" { print $1, $NF }' table | head -7
grep -c '^8 windows of 6 s, 0 more' table
grep -A 4 '^Over the windows' table | cut -c 1-16
python3 - <<'P'
import csv, json
rows = list(csv.DictReader(open('out.csv')))
print([(row['file'], row['steps']) for row in rows])
figures = json.load(open('out.json'))
print(figures['model'], len(figures['files']), len(figures['totals']))
total = figures['totals'][1]
print(total['steps'], total['seconds'], total['bytes'] == 2 * figures['files'][0]['bytes'])
windows = list(csv.DictReader(open('windows.csv')))
print(len(windows), [row['start'] for row in windows[:5]])
mine = [row for row in windows if row['file'] == 'b.flac' and row['steps'] == '1']
si_snr, kbps = (sum(float(row[name]) for row in mine) / len(mine) for name in ('si_snr', 'kbps'))
print(abs(si_snr - float(rows[3]['si_snr_mean'])) < 1e-3, 0.8 < kbps / float(rows[3]['kbps']) <= 1)
print(float(rows[5]['si_snr']) == total['si_snr'], total['peak_memory_mb'] > 50)
P
spk encode -q b.flac && spk info --json b.spk > info.json
python3 - <<'P'
import json
info, eval = json.load(open('info.json')), json.load(open('out.json'))['files'][3]
print([abs(info[key] - eval[key]) < 1e-9 for key in ('bytes', 'kbps', 'events_per_second', 'density')])
P
