#!/usr/bin/env bash
# Fuzzes every target with libFuzzer, one after the other: `fuzz.sh [SECONDS-EACH] [TARGET…]`.
# Inputs found go to build/fuzz/corpus, where the next run begins, and executions are added up in
# build/fuzz/executions.tsv. A crash is left in build/fuzz and fails the script. Put it into
# tests/fuzz/corpus/TARGET so that it is replayed for ever.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
shift || true
cmake --preset fuzz > /dev/null
cmake --build --preset fuzz
cd build/fuzz
targets=("$@")
[ $# -gt 0 ] || mapfile -t targets < <(cd bin && ls ./*_fuzz | xargs -n 1 basename)
for target in "${targets[@]}"; do
  seeds=../../tests/fuzz/corpus/$target
  [ "$target" = spk_file_fuzz ] && seeds=../../tests/golden
  mkdir -p "corpus/$target"
  "bin/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=512 -max_len=65536 \
    -print_final_stats=1 "corpus/$target" "$seeds" > "$target.log" 2>&1 ||
    { tail -n 30 "$target.log"; exit 1; }
  executions=$(awk '/number_of_executed_units/ { print $2 }' "$target.log")
  printf '%s\t%s\n' "$target" "$executions" >> executions.tsv
  echo "$target: $executions executions, of all runs" \
    "$(awk -v target="$target" '$1 == target { sum += $2 } END { printf "%d", sum }' executions.tsv)"
done
