# shellcheck shell=bash
# For the tests that with_slurm.sh runs: the folder of the jobs, and waiting for them.
# shellcheck disable=SC2034  # for who sources this
jobs=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../../scripts/slurm")

fail() { echo "$1"; tail -n 20 ./*.out; exit 1; }

# until_lines N FILE: a minute at most.
until_lines() {
  for _ in $(seq 600); do
    [ ! -e "$2" ] || [ "$(wc -l < "$2")" -lt "$1" ] || return 0
    sleep 0.1
  done
  fail "$2 does not get $1 lines"
}

# until_state JOB STATE: fails if it ends in another.
until_state() {
  local state
  while true; do
    state=$(scontrol show job -o "$1" | sed -E 's/.*JobState=([A-Z]*).*/\1/')
    case "$state" in
      "$2") return ;;
      COMPLETED | FAILED | CANCELLED | TIMEOUT) fail "job $1 is $state, not $2" ;;
    esac
    sleep 0.2
  done
}
