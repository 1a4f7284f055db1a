#!/usr/bin/env bash
# From a bare Debian 12 to music: installs what is needed, builds, encodes the bundled clip, decodes
# it again, and draws both; then the same in the paper's way. `demo.sh [OUT]`; OUT is build/demo by
# default.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
cmake --preset release > /dev/null
cmake --build --preset release --target spk

out=${1:-build/demo}
mkdir -p "$out"
export PATH="$PWD/build/release/bin:$PATH"
there_and_back() {  # NAME [OPTION…]
  local stem="$out/$1" clip=tests/clip/chopin_op10_no3.flac
  shift
  spk encode -f "$@" "$clip" -o "$stem.spk"
  spk decode -f "$stem.spk" -o "$stem.wav"
  spk info -v "$stem.spk"
  spk plot -f "$clip" "$stem.spk" -o "$stem.png"
  echo "listen to $stem.wav, look at $stem.png"
}
there_and_back clip
# The paper's way: an encoder network's few spikes, each segment in the smallest of the four packings.
there_and_back paper --model sparse --packing sparse
