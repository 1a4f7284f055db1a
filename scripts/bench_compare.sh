#!/usr/bin/env bash
# Two commits' speeds side by side, and their ratio: `bench_compare.sh OLD NEW [NAME…]`, NAME as of bench.sh.
# Each commit is built in a worktree in the cache folder, where it stays for the next time; they run in turn
# $BENCH_ROUNDS times (3), and of every figure the best counts. Whole commands are run with each commit's models.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -ge 2 ] || { sed -n '2,/^set/s/^# \{0,1\}//p' scripts/bench_compare.sh >&2; exit 2; }
old=$(git rev-parse --verify "$1^{commit}") new=$(git rev-parse --verify "$2^{commit}")
shift 2
[ $# -gt 0 ] || set -- codec model packing
cache=${XDG_CACHE_HOME:-$HOME/.cache}/spk/bench
export OMP_WAIT_POLICY=passive
targets=("${@/%/_bench}")
git worktree prune
for commit in "$old" "$new"; do
  tree=$cache/$commit
  [ -d "$tree" ] || git worktree add --quiet --detach "$tree" "$commit"
  cmake -S "$tree" --preset release > /dev/null
  # What the two have in common is compiled once.
  CCACHE_BASEDIR=$tree CCACHE_NOHASHDIR=1 \
    cmake --build "$tree/build/release" --target "${targets[@]/#codec_bench/spk}" >&2
done

figures=$(mktemp -d)
trap 'rm -rf "$figures"' EXIT
for round in $(seq "${BENCH_ROUNDS:-3}"); do
  for commit in "$old" "$new"; do
    tests/bench/figures.py measure "$cache/$commit/build/release/bin" "$figures/$commit.$round" "$@"
  done
done
lscpu | grep 'Model name' || true
tests/bench/figures.py compare "$figures/$old".* -- "$figures/$new".*
