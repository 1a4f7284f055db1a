#!/usr/bin/env bash
# What the events of the shipped models stand for (arXiv 2402.01571, section 4): encodes the first
# performances of a corpus that render_corpus.sh made, without and with pressure to fire seldom, and
# prints what `spk analyse` says of each.
#
#   selectivity.sh CORPUS MIDI_DIR OUT [FILES]
#
# FILES: how many of CORPUS/manifest.tsv (7). OUT gets the .spk files, selectivity.csv and
# selectivity.png. Run it again to go on after a stop.
set -euo pipefail
usage() { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
if [ $# -lt 3 ] || [ $# -gt 4 ]; then usage; fi
corpus=$(realpath "$1") midi=$(realpath "$2") files=${4:-7}
mkdir -p "$3"
out=$(realpath "$3")
head -n $((files + 1)) "$corpus/manifest.tsv" > "$out/list.tsv"
awk -F '\t' 'NR > 1 { sub(/\.[^.]*$/, ".flac", $1); print $1 }' "$out/list.tsv" > "$out/recordings"
cd "$corpus"  # what encode is given relative to here has its place in OUT
sets=()
while read -r name options; do
  # shellcheck disable=SC2086  # words
  spk encode -q --filelist "$out/recordings" --output-dir "$out/$name" --skip-existing $options
  sets+=(--coded "$out/$name")
done << 'EOF'
free --model free
sparse --model sparse
mu-17 --model mu-sparse --mu 17
mu-22 --model mu-sparse --mu 22
EOF
spk analyse --list "$out/list.tsv" --midi "$midi" "${sets[@]}" -f --csv "$out/selectivity.csv" \
  -o "$out/selectivity.png"
