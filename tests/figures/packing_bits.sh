#!/usr/bin/env bash
# packing_bits.sh SCRIPT SPK GOLDEN: the figure of the packings is drawn, its ranges are those of the paper's geometry,
# and its formulas the program's: of the segments of a golden file of 16 units.
set -euo pipefail
script=$1 spk=$2 golden=$3
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
fail() { echo "$*" >&2; exit 1; }
diff - <("$script" "$root/paper") << 'END'
coo    smallest from      2 to     79 events (0.002 to 0.096 %)
time   smallest from     80 to   3776 events (0.098 to 4.609 %)
units  smallest from   3777 to   9656 events (4.611 to 11.787 %)
dense  smallest from   9657 to  81920 events (11.788 to 100.000 %)
END
[ "$(head -c 4 "$root/paper.png" | tail -c 3)" = PNG ] || fail "no PNG"
grep -q '<svg' "$root/paper.svg" || fail "no SVG"

# As spk info -v has them: packing, steps, events, bits by the paper.
"$spk" info -v "$golden/stereo.spk" | awk '$3 ~ /^(dense|coo|time|units)$/ && NF > 9 { print $3, $4, $6, $9 }' > "$root/segments"
[ "$(wc -l < "$root/segments")" -eq 5 ] || fail "segments: $(cat "$root/segments")"
compared=0
while read -r packing steps events bits; do
  "$script" -n 16 -t "$steps" "$root/$steps" > /dev/null
  row=$(awk -F '\t' -v events="$events" -v packing="$packing" '
    NR == 1 { for (i = 1; i <= NF; ++i) column[$i] = i }
    $1 == events || packing == "dense" && NR == 2 { print $column[packing] }' "$root/$steps.tsv")
  [ "$row" = "$bits" ] || fail "$events events, $packing: '$row' bits, spk info has $bits"
  compared=$((compared + 1))
done < "$root/segments"
[ "$compared" -eq 5 ]
