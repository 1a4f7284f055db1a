#!/usr/bin/env bash
# From a bare Debian 12 to music: installs what is needed, builds, encodes the bundled clip, decodes
# it again, and draws both. `demo.sh [OUT]`; OUT is build/demo by default.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
cmake --preset release > /dev/null
cmake --build --preset release --target spk

out=${1:-build/demo}
mkdir -p "$out"
export PATH="$PWD/build/release/bin:$PATH"
spk encode -f tests/clip/chopin_op10_no3.flac -o "$out/clip.spk"
spk decode -f "$out/clip.spk" -o "$out/clip.wav"
spk info -v "$out/clip.spk"
# The paper's way: few events, each segment in the smallest of the four packings.
spk encode -f --model sparse --packing sparse tests/clip/chopin_op10_no3.flac -o "$out/sparse.spk"
spk info -v "$out/sparse.spk"
spk plot -f tests/clip/chopin_op10_no3.flac "$out/clip.spk" -o "$out/clip.png"
echo "listen to $out/clip.wav, look at $out/clip.png"
