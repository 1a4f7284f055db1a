#!/usr/bin/env bash
# Builds and runs the benchmarks that the README's figures come from: `bench.sh [--json FILE] [NAME…]`, NAME being
# codec (whole commands, their start-up and memory), model or packing, by default all three: one table, and with --json
# a file of the same figures. `bench.sh profile` says where the networks spend their time.
# $BENCH_SECONDS, $BENCH_LONG_SECONDS and $BENCH_MIN_TIME make it shorter (tests/bench/figures.py).
set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
json=$scratch/figures.json
[ "${1:-}" != --json ] || { json=$(realpath -m "$2") && shift 2; }
cd "$(dirname "$0")/.."
export OMP_WAIT_POLICY=passive
[ $# -gt 0 ] || set -- codec model packing
for name in "$@"; do
  [[ $name =~ ^(codec|model|packing)$ || $* == profile ]] || { sed -n '2,/^set/s/^# \{0,1\}//p' scripts/bench.sh >&2; exit 2; }
done
targets=("${@/%/_bench}")
[ -f build/release/build.ninja ] || cmake --preset release > /dev/null
cmake --build --preset release --target "${targets[@]/#codec_bench/spk}"
lscpu | grep 'Model name' || true
if [ "$*" = profile ]; then
  build/release/bin/profile_bench
else
  tests/bench/figures.py measure build/release/bin "$json" "$@"
  tests/bench/figures.py table "$json"
fi
