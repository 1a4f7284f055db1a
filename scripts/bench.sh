#!/usr/bin/env bash
# Builds and runs the benchmarks that the README's figures come from: `bench.sh [NAME…]`, NAME being
# a program of tests/bench without _bench; all of them by default.
set -euo pipefail
cd "$(dirname "$0")/.."
export OMP_WAIT_POLICY=passive
names=("$@")
[ $# -gt 0 ] || mapfile -t names < <(ls tests/bench/*_bench.cpp | xargs -n 1 basename -s _bench.cpp)
[ -f build/release/build.ninja ] || cmake --preset release > /dev/null
cmake --build --preset release --target spk "${names[@]/%/_bench}"
lscpu | grep 'Model name' || true
for name in "${names[@]}"; do
  arguments=()
  [ "$name" = codec ] && arguments=(build/release/bin/spk tests/clip/chopin_op10_no3.flac)
  "build/release/bin/${name}_bench" "${arguments[@]}"
done
