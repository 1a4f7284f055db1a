#!/usr/bin/env bash
# Runs one command-line case: `run_case.sh CASE.sh`, in a scratch folder of its own, with the spk
# under test first in PATH and the golden files in $GOLDEN. Beside CASE.sh stand
#   CASE.stdout  what standard output must be, to the byte   (no file: empty)
#   CASE.stderr  extended regular expressions, one for each line of standard error, each matching
#                the whole line                               (no file: empty)
#   CASE.exit    the exit code                                (no file: 0)
set -uo pipefail
case_file=$(realpath "$1")
base=${case_file%.sh}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/work"
cd "$scratch/work"
bash "$case_file" > "$scratch/stdout" 2> "$scratch/stderr" < /dev/null
code=$?

failed=0
expected_code=$(cat "$base.exit" 2>/dev/null || echo 0)
if [ "$code" -ne "$expected_code" ]; then
  echo "exit code $code, expected $expected_code"
  failed=1
fi
touch "$scratch/empty"
expected=$base.stdout
[ -f "$expected" ] || expected=$scratch/empty
diff -u "$expected" "$scratch/stdout" || failed=1

patterns=$base.stderr
[ -f "$patterns" ] || patterns=$scratch/empty
if [ "$(wc -l < "$patterns")" -ne "$(wc -l < "$scratch/stderr")" ]; then
  echo "standard error has $(wc -l < "$scratch/stderr") lines, expected $(wc -l < "$patterns")"
  failed=1
fi
while IFS= read -r pattern <&3 && IFS= read -r line <&4; do
  if ! grep -qxE -- "$pattern" <<< "$line"; then
    printf 'standard error: %s\n does not match: %s\n' "$line" "$pattern"
    failed=1
  fi
done 3< "$patterns" 4< "$scratch/stderr"
[ "$failed" -eq 0 ] || { echo "--- standard error"; cat "$scratch/stderr"; }
exit "$failed"
