#!/usr/bin/env bash
# Shows that another machine writes and reads the same bytes: `portability.sh [i386] [s390x]`, both by default, of 32
# bits and big-endian. The format alone is built for it in build/portability and makes the golden files, which must
# be those in tests/, to the bit; then it runs the format's tests, which read them, and what fuzzing found. QEMU runs
# what is of s390x.
# Installs Debian's cross compilers and QEMU. Libraries of the other machine are unpacked, not installed.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- i386 s390x
for machine in "$@"; do
  [[ $machine =~ ^(i386|s390x)$ ]] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
done
here=$PWD/build/portability
fuzzers=(spk_file adaptive graded unpack_{dense,coo,time,units})
libraries=(zlib1g-dev libgtest-dev libgmock-dev libbenchmark-dev libbenchmark1debian libspdlog-dev libspdlog1.10
  libfmt-dev libfmt9)

# install PACKAGE…: on this machine.
install() {
  dpkg-query -W "$@" > /dev/null 2>&1 && return
  local as_root=""
  [ "$(id -u)" -eq 0 ] || as_root=sudo
  $as_root apt-get update -qq
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" > /dev/null
}

# unpack MACHINE: its libraries into build/portability/MACHINE/root, by lists of packages of our own, so that dpkg and
# apt need not know of the machine.
unpack() {
  local folder=$here/$1 root=$here/$1/root keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  [ -d "$root" ] && return
  mkdir -p "$folder"/{lists,cache/archives}/partial
  # shellcheck disable=SC1091  # it is the system's
  . /etc/os-release
  echo "deb [signed-by=$keyring] http://deb.debian.org/debian $VERSION_CODENAME main" > "$folder/sources.list"
  local options=(-qq -o "APT::Architectures::=$1" -o "Dir::State::Lists=$folder/lists" -o "Dir::Cache=$folder/cache"
    -o "Dir::Etc::SourceList=$folder/sources.list" -o Dir::Etc::SourceParts=- -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update
  (cd "$folder" && apt-get "${options[@]}" download "${libraries[@]/%/:$1}")
  for package in "$folder"/*.deb; do dpkg-deb -x "$package" "$root.part"; done
  mv "$root.part" "$root"
}

# build MACHINE COMPILER [EMULATOR]: a program of its own, with all libraries in it.
build() {
  local root=$here/$1/root
  cmake -G Ninja -S . -B "$here/$1/build" -DSPK_PARTS=format -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR="$1" -DCMAKE_CXX_COMPILER="$2-linux-gnu-g++" \
    -DCMAKE_CXX_LIBRARY_ARCHITECTURE="$1-linux-gnu" -DCMAKE_FIND_ROOT_PATH="$root" \
    -DZLIB_LIBRARY="$root/usr/lib/$1-linux-gnu/libz.a" -DCMAKE_EXE_LINKER_FLAGS=-static \
    -DCMAKE_CROSSCOMPILING_EMULATOR="${3:-}" > "$here/$1/configure.log"
  cmake --build "$here/$1/build" --target make_golden bitstream_tests "${fuzzers[@]/%/_fuzz_replay}"
}

# compare FOLDER: what make_golden wrote there with what is in tests/.
compare() {
  local kind file
  for kind in good bad tables; do diff -rq "$1/golden/$kind" "tests/golden/$kind"; done
  while read -r file; do cmp "$1/$file" "tests/$file"; done < <(cd "$1" && find fuzz -type f)
}

for machine in "$@"; do
  case "$machine" in
    i386) compiler=i686 emulator="" ;; # which an amd64 runs itself
    s390x) compiler=s390x emulator=qemu-s390x-static ;;
  esac
  install "g++-$compiler-linux-gnu" ${emulator:+qemu-user-static}
  unpack "$machine"
  build "$machine" "$compiler" "$emulator"
  made=$here/$machine/made
  mkdir -p "$made"
  # shellcheck disable=SC2086  # no emulator is no word
  $emulator "$here/$machine/build/bin/make_golden" "$made"
  compare "$made"
  ctest --test-dir "$here/$machine/build" --output-on-failure \
    -R "^(bitstream[.]|Fuzz[.]($(IFS="|" && echo "${fuzzers[*]}")))"
  echo "$machine: the same bytes"
done
