#!/usr/bin/env bash
# A few runs of the soak, that it goes on where it stopped, and does no run again: `short.sh SOAK FOLDER`.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$1" --runs 4 --seed 3 "$2" "$scratch/out"
"$1" --runs 10 --seed 3 "$2" "$scratch/out"
[ "$(cut -f 1 "$scratch/out/runs.tsv" | tr '\n' ' ')" = "1 2 3 4 5 6 7 8 9 10 " ]
[ ! -e "$scratch/out/run" ]
