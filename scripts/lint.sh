#!/usr/bin/env bash
# Checks the C++ files against .clang-format, their includes against the README's table of folders, and
# those of src/ that do not include LibTorch (with the headers they include) against .clang-tidy:
# `lint.sh [--format] [--layers] [--tidy]`, all by default.
# Debian's clang-tidy 14 cannot read LibTorch's headers with GCC 12's library.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- --format --layers --tidy
mapfile -t files < <(git ls-files --cached --others --exclude-standard '*.h' '*.cpp')
for check in "$@"; do
  case "$check" in
    --format) clang-format --dry-run --Werror "${files[@]}" ;;
    --layers) scripts/check_layers.py > /dev/stderr ;;
    --tidy)
      cmake --preset tidy > /dev/null
      torch='^src/(metrics|model|training|evaluation)/|^src/codec/network|^src/cli/neural/(probe|train)'
      mapfile -t units < <(printf '%s\n' "${files[@]}" | grep '^src/.*\.cpp$' | grep -Ev "$torch")
      printf '%s\n' "${units[@]}" | xargs -P "$(nproc)" -n 4 clang-tidy --quiet -p build/tidy 2> >(
        grep -v -E 'warnings generated|Suppressed|Use -' >&2)
      ;;
    *) echo "lint.sh: unknown option $check" >&2; exit 2 ;;
  esac
done
