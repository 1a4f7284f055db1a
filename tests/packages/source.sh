#!/usr/bin/env bash
# source.sh BUILD CPACK SOURCE: makes the tarball of sources, which has what git has and nothing else, and builds the
# format from it, which makes the same golden files.
set -euo pipefail
build=$1 cpack=$2 source=$3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
fail() { echo "$*" >&2; exit 1; }
# gzip: xz would take most of the time.
"$cpack" -G TGZ --config "$build/CPackSourceConfig.cmake" -B made > log 2>&1 || { cat log; exit 1; }
set -- made/*.tar.gz
[ $# -eq 1 ] || fail "$# tarballs"
mkdir root
tar -xzf "$1" -C root --strip-components 1
if [ -e "$source/.git" ]; then
  git -C "$source" ls-files --cached --others --exclude-standard -z | (cd "$source" && xargs -0 ls -d) | sort > listed
  (cd root && find . -type f -o -type l) | sed 's,^\./,,' | sort | diff listed - || fail "git has other files"
fi

# Where files lie does not matter to ccache then.
export CCACHE_BASEDIR=$scratch CCACHE_NOHASHDIR=1
cmake --preset bitstream -S root > log 2>&1 || { cat log; exit 1; }
cmake --build root/build/bitstream --target spk make_golden > log 2>&1 || { cat log; exit 1; }
made=root/build/bitstream/bin
version=$("$made/spk" --version | head -n 1)
[ "$version" = "$("$build/bin/spk" --version | head -n 1)" ] || fail "$version"
"$made/make_golden" golden_files
for kind in good bad tables; do diff -r "golden_files/golden/$kind" "$source/tests/golden/$kind"; done
