#!/usr/bin/env bash
# Checks .clang-format on every C++ file and .clang-tidy on those of src/ (with the headers they
# include): `lint.sh [--format] [--tidy]`, both by default.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- --format --tidy
mapfile -t files < <(git ls-files --cached --others --exclude-standard '*.h' '*.cpp')
for check in "$@"; do
  case "$check" in
    --format) clang-format --dry-run --Werror "${files[@]}" ;;
    --tidy)
      cmake --preset tidy > /dev/null
      mapfile -t units < <(printf '%s\n' "${files[@]}" | grep '^src/.*\.cpp$')
      printf '%s\n' "${units[@]}" | xargs -P "$(nproc)" -n 4 clang-tidy --quiet -p build/tidy 2> >(
        grep -v -E 'warnings generated|Suppressed|Use -' >&2)
      ;;
    *) echo "lint.sh: unknown option $check" >&2; exit 2 ;;
  esac
done
