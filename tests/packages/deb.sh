#!/usr/bin/env bash
# deb.sh BUILD CPACK CLIP: makes the Debian packages of what BUILD has made, unpacks them into an empty
# folder, and runs the program there. tests/packages/bare_debian.sh installs them for good.
set -euo pipefail
build=$1 cpack=$2 clip=$3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
fail() { echo "$*" >&2; exit 1; }
# Unpacked at once: compressing the models would take most of the time.
"$cpack" --config "$build/CPackConfig.cmake" -D CPACK_DEBIAN_COMPRESSION_TYPE=none -B made > log 2>&1 || { cat log; exit 1; }
set -- made/*.deb
[ $# -eq 4 ] || fail "$# packages"
for package; do
  dpkg-deb -x "$package" root
  dpkg-deb -c "$package" | awk '$1 !~ /^d/ { print $6 }'
done > files
sort files | uniq -d | grep . && fail "files of two packages"
depends() { dpkg-deb -f "$(find made -maxdepth 1 -name "$1_*")" Depends; }
depends spk | grep -E '(^|, )spk-models,.*libflac.*libsndfile1.*libtorch' || fail "spk depends on: $(depends spk)"
depends 'libspk[0-9]*' | grep -q libtorch || fail "the library depends on: $(depends 'libspk[0-9]*')"
depends libspk-dev | grep -qE '^libspk[0-9.]+ \(= [0-9.]+\), libexpected-dev$' || fail "libspk-dev depends on: $(depends libspk-dev)"
version=$(dpkg-deb -f made/spk_*.deb Version)
for file in bin/spk share/spk/models/free.md include/spk/codec.h share/man/man1/spk-encode.1 share/man/man5/spk-format.5 \
  share/bash-completion/completions/spk share/mime/packages/spk.xml share/doc/spk-models/copyright; do
  [ -s "root/usr/$file" ] || fail "there is no /usr/$file"
done

# As it is installed: nothing of BUILD, models of its own.
unset SPK_MODELS
export PATH="$scratch/root/usr/bin:$PATH"
[ "$(spk --version | head -n 1 | cut -d ' ' -f 2)" = "$version," ] || fail "$(spk --version)"
spk models --json | grep -qF "\"file\":\"$scratch/root/usr/share/spk/models/free.safetensors\"" || fail "$(spk models)"
spk encode -q -c "$clip" | spk decode -q - -c > there_and_back.wav
[ "$(stat -c %s there_and_back.wav)" -gt 1000000 ] || fail "a decode of $(stat -c %s there_and_back.wav) bytes"
