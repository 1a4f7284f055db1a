#!/usr/bin/env bash
# How well the onsets of notes can be read off events by a linear probe: encodes performances that
# render_corpus.sh has rendered with the paper's models, as the encoder alone would have them, and
# prints what `spk analyse --probe` says of each, beside log-mel spectra of the recordings.
#
#   note_probe.sh CORPUS MIDI_DIR TEST_CORPUS TEST_MIDI_DIR OUT [FILES [TEST_FILES]]
#
# FILES, TEST_FILES: how many of the manifest.tsv of each (8 and 12). OUT gets the .spk files. Run it
# again to go on after a stop.
set -euo pipefail
usage() { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
if [ $# -lt 5 ] || [ $# -gt 7 ]; then usage; fi
midi=$(realpath "$2") test_midi=$(realpath "$4")
mkdir -p "$5"
out=$(realpath "$5")

# A list is read beside its recordings: a folder of links has as many of them as are wanted.
list() {
  mkdir -p "$out/$2" && cp -rsf "$(realpath "$1")/." "$out/$2/"
  rm -f "$out/$2/list.tsv"
  head -n $(($3 + 1)) "$1/manifest.tsv" > "$out/$2/list.tsv"
}
list "$1" train "${6:-8}"
list "$3" test "${7:-12}"
sets=()
while read -r name options; do
  for side in train test; do
    cd "$out/$side"  # what encode is given relative to here has its place in OUT
    # shellcheck disable=SC2086  # words
    awk -F '\t' 'NR > 1 { sub(/\.[^.]*$/, ".flac", $1); print $1 }' list.tsv |
      spk encode -q --filelist - --output-dir "$out/$name" --skip-existing --refine 0 $options
  done
  sets+=(--coded "$out/$name")
done << 'EOF'
free --model free
sparse --model sparse
mu-12 --model mu-sparse --mu 12
mu-17 --model mu-sparse --mu 17
EOF
spk analyse --list "$out/train/list.tsv" --midi "$midi" --probe "$out/test/list.tsv" \
  --probe-midi "$test_midi" "${sets[@]}"
for name in free sparse mu-12 mu-17; do
  awk -F '\t' -v dir="$out/$name/" 'NR > 1 { sub(/\.[^.]*$/, ".spk", $1); print dir $1 }' "$out/test/list.tsv" |
    tr '\n' '\0' | xargs -0 spk info --json |
    python3 -c 'import json, sys
rows = [json.loads(line) for line in sys.stdin]
seconds = sum(row["seconds"] for row in rows)
print(sys.argv[1], *("%s %.2f" % (what, sum(8 * row[key] for row in rows) / seconds / 1000)
                     for what, key in (("kbit/s", "bytes"), ("sparse packings", "sparse_bytes"))))' "$name"
done
