#!/usr/bin/env bash
# Fuzzes every target with libFuzzer, one after the other: `fuzz.sh [SECONDS-EACH] [TARGET…]`.
# Inputs found go to build/fuzz/corpus; a crash is left in build/fuzz and fails the script. Put it
# into tests/fuzz/corpus/TARGET so that it is replayed for ever.
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
  echo "$target: $(awk '/number_of_executed_units/ { print $2 }' "$target.log") executions"
done
