#!/usr/bin/env bash
# find_package.sh BUILD CMAKE GENERATOR COMPILER: installs what BUILD has made into a folder of its own,
# and builds and runs another program with what is there. What is installed must be enough: the folder is
# moved first, and the library asks for nothing that lies in BUILD.
set -euo pipefail
build=$1 cmake=$2 generator=$3 compiler=$4
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for component in library runtime models; do
  "$cmake" --install "$build" --prefix "$scratch/made" --component "$component" > /dev/null
done
mv "$scratch/made" "$scratch/installed"
"$cmake" -G "$generator" -S "$(dirname "$0")/program" -B "$scratch/build" -DCMAKE_CXX_COMPILER="$compiler" \
  -DCMAKE_CXX_FLAGS='-Wall -Wextra -Wconversion -Werror' -DCMAKE_PREFIX_PATH="$scratch/installed" > "$scratch/log"
"$cmake" --build "$scratch/build" > "$scratch/log" || { cat "$scratch/log"; exit 1; }
library=$(find "$scratch/installed" -name 'libspk.so.*.*.*')
if readelf -d "$library" | grep -E 'R(UN)?PATH.*'"$build"; then exit 1; fi
"$scratch/build/embedding"
# What fails says so with the code that the program exits with.
code=0
"$scratch/build/embedding" "$scratch/none.safetensors" || code=$?
[ "$code" -eq 3 ] || { echo "exit code $code, expected 3"; exit 1; }
