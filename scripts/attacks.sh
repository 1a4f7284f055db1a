#!/usr/bin/env bash
# How far a model smears attacks, over all recordings of a folder, mono (attacks.py says what that is):
# `attacks.sh DIR STEPS [OPTION…]`, STEPS and OPTIONs being those of `spk decode --steps` and `spk encode`,
# as in `attacks.sh DIR 1 --model lapped --mu 22`. Of everything and over 1.2 kHz, of attacks of 20 dB and 12.
# Models are found by name, in $SPK_MODELS too.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,5s/^# //p' "$0" >&2; exit 2; }
here=$(dirname "$0")
folder=$1 steps=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pairs=()
while IFS= read -r -d '' recording; do
  stem=$work/${#pairs[@]}
  sox -V1 -D "$recording" -r 22050 -b 16 "$stem.wav" remix -
  spk encode -q --mono "$@" "$stem.wav" -o "$stem.spk"
  spk decode -q --steps "$steps" "$stem.spk" -o "$stem.decode.wav"
  pairs+=("$stem.wav" "$stem.decode.wav")
done < <(find "$folder" -type f \( -name '*.wav' -o -name '*.flac' \) -print0 | sort -z)
for rise in 20 12; do
  for above in 0 1200; do
    echo "over $above Hz, attacks of $rise dB: $("$here/attacks.py" --above $above --rise $rise "${pairs[@]}")"
  done
done
