#!/bin/sh
# Installs every Debian 12 package that the build needs, and with --tests those of the tests and
# checks too.
set -eu
packages="
  ninja-build cmake pkg-config g++ ccache
  libtorch-dev libopenblas0-openmp libsndfile1-dev libflac-dev libmpg123-dev libsoxr-dev libcli11-dev libspdlog-dev
  libebur128-dev nlohmann-json3-dev libexpected-dev libtbb-dev zlib1g-dev libssl-dev libgloo-dev gnuplot-nox lowdown
  libgtest-dev libgmock-dev libbenchmark-dev python3
"
if [ "${1:-}" = --tests ]; then
  packages="$packages
    sox libsox-fmt-base libsox-fmt-mp3 lame opus-tools clang clang-format clang-tidy libclang-rt-14-dev
    chromium chromium-driver slurm-wlm munge python3-numpy groff mandoc zsh file dpkg-dev
  "
fi
missing=""
for package in $packages; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' ||
    missing="$missing $package"
done
[ -z "$missing" ] && exit 0

as_root=""
[ "$(id -u)" -eq 0 ] || as_root="sudo"
$as_root apt-get update -qq
# shellcheck disable=SC2086  # the list is meant to split
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
