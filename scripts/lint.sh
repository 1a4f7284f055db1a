#!/usr/bin/env bash
# Checks the C++ files against .clang-format and .clang-tidy: `lint.sh [--format] [--tidy] [--quick]`,
# the first two by default. --tidy takes the sources of src/ (with the headers they include), about
# a minute of a core for one that includes LibTorch; --quick leaves those out.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- --format --tidy
mapfile -t files < <(git ls-files --cached --others --exclude-standard '*.h' '*.cpp')
torch='^src/\(model\|codec\|training\|evaluation\)/'  # the rooms that include it
for check in "$@"; do
  case "$check" in
    --format) clang-format --dry-run --Werror "${files[@]}" ;;
    --tidy | --quick)
      cmake --preset tidy > /dev/null
      mapfile -t units < <(printf '%s\n' "${files[@]}" | grep '^src/.*\.cpp$')
      [ "$check" = --tidy ] || mapfile -t units < <(printf '%s\n' "${units[@]}" | grep -v "$torch")
      printf '%s\n' "${units[@]}" | xargs -P "$(nproc)" -n 4 clang-tidy --quiet -p build/tidy 2> >(
        grep -v -E 'warnings generated|Suppressed|Use -' >&2)
      ;;
    *) echo "lint.sh: unknown option $check" >&2; exit 2 ;;
  esac
done
