#!/usr/bin/env bash
# A model like models/free.safetensors, from nothing:
#
#   train_free.sh DATA WORK [HOURS [OPTION…]]
#
# DATA holds midi/, real/, rooms/ and salamander.sfz; WORK takes about 25 GB. HOURS of corpus are
# rendered (25), and the options are for spk train, as --device cuda; with `0.1 --steps 20` it is
# rehearsed in minutes. Run it again to go on after a stop, and with more machine give the recipes
# in models/training more steps. The model's card says in which sittings it was trained.
set -euo pipefail
[ $# -ge 2 ] || { echo "usage: train_free.sh DATA WORK [HOURS [OPTION…]]" >&2; exit 2; }
data=$(realpath "$1")
mkdir -p "$2"
work=$(realpath "$2")
hours=${3:-25}
options=("${@:4}")
cd "$(dirname "$0")/.."
export OMP_WAIT_POLICY=passive

scripts/setup_corpus.sh "$data/salamander.sfz" "$work/soundfonts"
render() {
  scripts/render_corpus.sh "$@" --salamander "$work/soundfonts/salamander.sf2" \
    --rooms "$data/rooms"
}
render "$data/midi/train" "$work/corpus" --seed 1 --hours "$hours" --transpose 0.15
render "$data/midi/validation" "$work/corpus-validation" --seed 2 --one-per-folder

train() {
  build/release/bin/spk train --cache "$work/cache" \
    --corpus "$work/corpus=0.9" --corpus "$data/real/train=0.1" \
    --validation "$work/corpus-validation" --validation "$data/real/validation" \
    "$@" "${options[@]}"
}
train --config models/training/free.json --run "$work/free"
train --config models/training/free_stage2.json --run "$work/free-stage2" \
  --init "$work/free/best.safetensors"
