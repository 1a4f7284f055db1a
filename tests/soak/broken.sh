#!/usr/bin/env bash
# A `spk` that does not keep its promises ends the soak with what is wrong: `broken.sh SOAK FOLDER`.
set -u
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export REAL; REAL=$(command -v spk)

# broken NAME COMMANDS WHAT: after COMMANDS in place of spk's end the soak says WHAT.
broken() {
  mkdir -p "$scratch/bin"
  printf '#!/bin/bash\n"$REAL" "$@"\ncode=$?\n%s\nexit $code\n' "$2" > "$scratch/bin/spk"
  chmod +x "$scratch/bin/spk"
  said=$(PATH=$scratch/bin:$PATH "$1" --runs 20 "$folder" "$scratch/$3" 2>&1) && { echo "not found: $2"; exit 1; }
  grep -q -- "$3" <<< "$said" || { printf 'not said: %s\n%s\n' "$3" "$said"; exit 1; }
  grep -q -- '--only [0-9]' <<< "$said" || { echo "no command to repeat it: $said"; exit 1; }
}
soak=$1 folder=$2
broken "$soak" 'touch "$TMPDIR/left"' debris
broken "$soak" '[ $code -ne 7 ] || { echo half > "${@: -1}"; }' 'not what was there before'
broken "$soak" '[ $code -lt 3 ] || code=1' 'exit code 1, due is'
