#!/usr/bin/env bash
# plot_peers.sh SCRIPT: a panel for each meter; what has not every figure is drawn where it has one, in its colour.
set -euo pipefail
script=$1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
fail() { echo "$*" >&2; exit 1; }
printf '%s\t%s\t%s\t\t%s\t\t\t\t%s\t%s\t\t%s\n' \
  spk one 1.5 10 5 9 0.7 \
  codec2 speech 3.2 '' 7 15 '' \
  opus Opus 8 8 4 5 0.6 \
  opus Opus 12 14 2 3 '' > "$root/table.tsv"
"$script" "$root/table.tsv" "$root/without"
"$script" "$root/table.tsv" "$root/with" 'notes F1' || fail "no panel"
for name in with without; do
  [ "$(head -c 4 "$root/$name.png" | tail -c 3)" = PNG ] || fail "no PNG"
done
grep -q 'width="2000"' "$root/with.svg" || fail "not four panels"
grep -q 'notes F1' "$root/with.svg" || fail "no title"
[ "$(grep -c '>codec2</tspan>' "$root/with.svg")" -eq 1 ] || fail "the key lacks what has no SI-SNR"
[ "$(grep -c '>one</tspan>' "$root/with.svg")" -eq 4 ] || fail "the model is not in all panels"
grep -q 'width="1500"' "$root/without.svg" || fail "not three panels"
