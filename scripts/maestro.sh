#!/usr/bin/env bash
# The whole round trip on a MAESTRO folder, or on any with a table like its own: encodes every
# recording, with composer and title as tags, verifies what came out, measures it by split and year,
# shows one recording of each split on a page, and prints a summary in Markdown.
#
#   maestro.sh MAESTRO_DIR OUT [--model MODEL] [--mono] [--refine N] [--mu N] [--steps N,…]
#              [--device DEVICE] [--jobs JOBS] [--decode]
#
# OUT/coded mirrors the recordings, OUT/encode.jsonl tells of each; the figures are in
# OUT/eval/SPLIT-YEAR.csv, the page is OUT/report.html, the summary OUT/summary.md. Run it again to go
# on after a stop: what is coded and measured is passed over, recording by recording. One that fails is
# reported and does not stop the others. With --decode the recordings come back as OUT/decoded. One OUT
# for each model and way of encoding.
set -euo pipefail
usage() { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[ $# -ge 2 ] || usage
maestro=$1 out=$2
shift 2
model=() encoder=() steps=() device=() jobs=$(nproc) decode=
while [ $# -ge 1 ]; do
  case "$1" in
    --decode) decode=yes; shift; continue ;;
    --mono) encoder+=(--mono); shift; continue ;;
  esac
  [ $# -ge 2 ] || usage
  case "$1" in
    --model) model=(--model "$(if [ -f "$2" ]; then realpath "$2"; else echo "$2"; fi)") ;;
    --refine | --mu) encoder+=("$1" "$2") ;;
    --steps) steps=(--steps "$2") ;;
    --device) device=(--device "$2") ;;
    --jobs) jobs=$2 ;;
    *) usage ;;
  esac
  shift 2
done
[ $# -eq 0 ] || usage
networks=("${model[@]}" "${device[@]}")
mkdir -p "$out"/{lists,eval}
out=$(realpath "$out")
cd "$maestro"  # what encode is given relative to here has its place in OUT/coded
tables=(maestro-*.csv)
[ -f "${tables[0]}" ] || { echo "maestro.sh: there is no $maestro/maestro-*.csv" >&2; exit 3; }

rm -f "$out"/lists/*.txt
python3 - "${tables[0]}" "$out/lists" << 'END'
import collections, csv, sys
table, lists = sys.argv[1:]
parts = collections.defaultdict(set)  # a row may be repeated
tags = {}
with open(table, newline='', encoding='utf-8-sig', errors='surrogateescape') as rows:
    for number, row in enumerate(csv.DictReader(rows), 2):
        if row['audio_filename']:
            name = row['audio_filename']
            parts[row['split'], row['year']].add(name)
            for column, tag in ('canonical_composer', 'COMPOSER'), ('canonical_title', 'TITLE'):
                value = ' '.join((row.get(column) or '').split())  # a line a tag
                if value:
                    tags[name, tag] = value
        else:
            print(f'maestro.sh: {table}: row {number} names no file', file=sys.stderr)
for (split, year), names in parts.items():
    with open(f'{lists}/{split}-{year}.txt', 'w', encoding='utf-8', errors='surrogateescape') as out:
        out.writelines(name + '\n' for name in sorted(names))
with open(f'{lists}/tags.tsv', 'w', encoding='utf-8', errors='surrogateescape') as out:
    out.writelines(f'{name}\t{tag}={value}\n' for (name, tag), value in sorted(tags.items()))
END
mapfile -t parts < <(basename -s .txt "$out"/lists/*.txt)
mapfile -t splits < <(printf '%s\n' "${parts[@]%-*}" | sort -u)

failed=0
# go_on COMMAND…: also where recordings are at fault, which the exit code of spk tells.
go_on() { "$@" || case $? in 1 | 3 | 4 | 5) failed=1 ;; *) exit 1 ;; esac; }

for split in "${splits[@]}"; do
  echo "$split" >&2
  go_on spk encode "${networks[@]}" "${encoder[@]}" --filelist <(cat "$out/lists/$split"-*.txt) \
    --tags "$out/lists/tags.tsv" --jobs "$jobs" --threads 1 --output-dir "$out/coded" --skip-existing --log "$out/encode.jsonl" >&2
done
go_on spk test -q -r "$out/coded" >&2
for part in "${parts[@]}"; do
  echo "$part" >&2
  go_on spk eval -f "${networks[@]}" "${steps[@]}" --coded "$out/coded" --filelist "$out/lists/$part.txt" \
    --jobs "$jobs" --threads 1 --journal "$out/eval.jsonl" --csv "$out/eval/$part.csv" >&2
done
if [ -n "$decode" ]; then
  go_on spk decode "${networks[@]}" -r "$out/coded" --jobs "$jobs" --threads 1 \
    --output-dir "$out/decoded" --skip-existing >&2
fi
if [ ! -e "$out/report.html" ]; then
  mapfile -t few < <(for split in "${splits[@]}"; do cat "$out/lists/$split"-*.txt | sed -n 1p; done)
  go_on spk report "${networks[@]}" "${steps[@]}" --coded "$out/coded" "${few[@]}" -o "$out/report.html" >&2
fi

python3 - "$out" << 'END' > "$out/summary.md"
import collections, csv, os, sys
out = sys.argv[1]
groups = collections.defaultdict(list)
for part in sorted(name for name in os.listdir(f'{out}/eval') if name.endswith('.csv')):
    split, year = part.removesuffix('.csv').rsplit('-', 1)
    with open(f'{out}/eval/{part}', newline='', encoding='utf-8', errors='surrogateescape') as rows:
        for row in csv.DictReader(rows):
            if row['file'] == 'total':
                continue
            for group in (split, year), (split, 'all'), ('all', 'all'):
                groups[group, int(row['steps'])].append(row)

def mean(rows, name):  # over the windows of all recordings
    known = [row for row in rows if row[name]]
    windows = sum(int(row['windows']) for row in known)
    return sum(float(row[name]) * int(row['windows']) for row in known) / windows if windows else 0

print('| split | year | recordings | hours | coded | of the original | kbit/s | steps '
      '| SI-SNR | log-mel |')
print('|---|---|--:|--:|--:|--:|--:|--:|--:|--:|')
for ((split, year), steps), rows in sorted(groups.items(), key=lambda g: (g[0][0][0] == 'all', g[0])):
    seconds = sum(float(row['seconds']) for row in rows)
    size = sum(int(row['bytes']) for row in rows)
    original = sum(os.path.getsize(row['file'].removeprefix("'")) for row in rows)
    print(f'| {split} | {year} | {len(rows)} | {seconds / 3600:.2f} | {size / 1e6:.2f} MB '
          f'| 1:{original / size:.0f} | {size * 8 / seconds / 1000:.3f} | {steps} '
          f'| {mean(rows, "si_snr_mean"):.2f} dB | {mean(rows, "mel"):.2f} dB |')
END
cat "$out/summary.md"
[ "$failed" -eq 0 ] || { echo "maestro.sh: recordings failed, as reported above" >&2; exit 1; }
