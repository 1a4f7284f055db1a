#!/usr/bin/env bash
# Sends hours of audio through encode, test and decode while disks fill up, reads fail, pipes close and
# programs are killed, and holds `spk` to what the README promises: nothing is lost.
#
#   soak.sh [--hours H] [--runs N] [--seed N] [--only RUN] FOLDER OUT
#
# Every run takes a piece of a recording in FOLDER and options by chance, encodes, tests and decodes it,
# does one of these again under a fault, and a last time without: the same bytes must come of it.
# OUT/runs.tsv gets a line for each: number, seconds of audio, fault, its exit code, command. The same
# soak.sh again goes on behind the last, up to 24 hours of audio or what --hours and --runs say. A run
# that fails ends it and leaves its folder, OUT/run; --only repeats that run. It takes the `spk` of PATH,
# sox, and a C++ compiler.
set -uo pipefail
usage() { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
hours=24 runs=1000000 seed=1 only=
while [[ ${1-} == --* ]]; do
  [[ $1 =~ ^--(hours|runs|seed|only)$ && $# -ge 2 ]] || usage
  declare "${1#--}=$2"
  shift 2
done
[ $# -eq 2 ] || usage
shim=$(dirname "$0")/../tests/soak/faults.cpp again="$0 --seed $seed --only"
folder=$(realpath "$1") && mkdir -p "$2" && out=$(realpath "$2") || exit 3
export SOAK_ROOT=$out/run TMPDIR=$out/run/tmp SOAK_FIRED=$out/run/fired
mapfile -t recordings < <(find "$folder" -name '*.flac' -o -name '*.wav' | sort)
[ ${#recordings[@]} -gt 0 ] || { echo "soak.sh: no recordings in $folder" >&2; exit 3; }
${CXX:-c++} -std=c++20 -O1 -shared -fPIC "$shim" -o "$out/faults.so" || exit 1
cd "$out" && touch runs.tsv || exit 7
declare -A took  # microseconds of the undisturbed stages

fail() { # SENTENCE
  printf 'soak.sh: run %s, %s of %s: %s\n' "$run" "$fault" "${command[*]}" "$1" >&2
  [ ! -s run/said ] || sed 's/^/  it said: /' run/said >&2
  echo "  $out/run is kept; once more: $again $run $folder $out" >&2
  exit 1
}

# These set REPLY: a subshell would draw numbers of its own.
draw() { local from=("$@"); REPLY=${from[RANDOM % ${#from[@]}]}; }
draw_below() { REPLY=$(((RANDOM << 15 | RANDOM) % ($1 > 0 ? $1 : 1))); }

draw_piece() { # run/in/piece.*
  draw "${recordings[@]}"; local recording=$REPLY length start effects
  length=$(soxi -D "$recording")
  length=${length%.*}
  draw 1 7 20 60 180; seconds=$((REPLY < length ? REPLY : length))
  draw_below $((length - seconds)); start=$REPLY
  draw wav flac; piece=run/in/piece.$REPLY
  draw "remix 1" "remix 1 1v0.7"; effects=($REPLY)
  draw "" "" "rate 48000" "rate 8000"; effects+=($REPLY)
  sox -V1 "$recording" -b 16 "$piece" trim "$start" "$seconds" "${effects[@]}" || fail "sox failed"
}

draw_options() {
  draw lapped lapped lapped lapped free sparse mu-sparse; encoding=(--model "$REPLY")
  case "$REPLY" in
    lapped) draw "--mu 0" "--mu 9" "--mu 17" "--mu 24" "--mu 31" "--bitrate 3" ;;
    mu-sparse) draw "--refine 0 --mu 14" "--refine 0 --mu 26" ;;
    *) REPLY="--refine 0" ;;
  esac
  encoding+=($REPLY)
  draw auto auto sparse adaptive dense; encoding+=(--packing "$REPLY")
  draw "" --mono; encoding+=($REPLY)
  draw "" "" "--steps 0"; decoding=($REPLY)
  draw wav wav flac aiff ogg raw; format=$REPLY
  draw name pipe; by=$REPLY
}

set_stage() { # what $stage runs, feeds it, and makes: undisturbed, and under a fault
  case "$stage" in
    encode) command=(spk encode -q --threads 1 "${encoding[@]}") feed=$piece whole=run/whole.spk ;;
    test) command=(spk test) feed=run/whole.spk whole= ;;
    decode) command=(spk decode -q --threads 1 "${decoding[@]}") feed=run/whole.spk whole=run/whole.$format ;;
  esac
  target=${whole:+run/out/x.${whole##*.}}
  if [ "$by" = name ]; then command+=("$feed"); else command+=(-); fi
}

call() { # COMMAND…: fed, its output as the caller has it
  "$@" 2> run/said < <([ "$by" = name ] || exec cat "$feed")
}

do_whole() {
  set_stage
  local begun=${EPOCHREALTIME/./}
  call "${command[@]}" ${whole:+-o "$whole"} > run/told || fail "exit code $?"
  took[$stage]=$((${EPOCHREALTIME/./} - begun))
  cp run/said "run/said-$stage"
}

with_shim() { # CALL:ERRNO:BYTES CODE: what is due where the shim meets a call
  call env LD_PRELOAD="$out/faults.so" SOAK_FAULT="$1" "${command[@]}" "${to_target[@]}" > run/told
  code=$?
  [ -e run/fired ] && due=$2 || due=0
}

with_signal() { # NAME: at any moment
  call exec "${command[@]}" "${to_target[@]}" > run/told &
  draw_below $((took[$stage] * 9 / 8))
  sleep "$(printf %d.%06d $((REPLY / 1000000)) $((REPLY % 1000000)))"
  kill -s "$1" $! 2> run/told
  wait $! 2> run/told
  code=$? due="0 $((128 + $(kill -l "$1")))"
}

with_limit() { # BLOCKS, of 1024 bytes, that a file may have
  (ulimit -f "$1" && call "${command[@]}" "${to_target[@]}" > run/told)
  code=$? due=0
  [ "$by" = name ] || due="0 7"  # what comes through a pipe may be spooled
  [ "$size" -le $(($1 * 1024)) ] || due=7
}

with_closed_pipe() { # BYTES that are read of it
  local arguments=(-c)
  [ "$stage" = encode ] || arguments+=(--format "$format")
  call "${command[@]}" "${arguments[@]}" | head -c "$1" > run/told
  code=${PIPESTATUS[0]} due="0 7"
  [ $((size - $1)) -le 65536 ] || due=7  # more than waits in a pipe
}

do_under_fault() { # sets its exit code, and those that are due
  local to_target=() size; size=$(stat -c %s "${whole:-$feed}")
  [ -z "$target" ] || to_target=(-o "$target")
  [ ! -e run/before ] || to_target+=(-f)
  [[ ! $stage-$fault =~ ^encode-(write|full|limit)$ ]] || to_target+=(--verify)
  case "$fault" in
    short) draw_below 1000000; with_shim "short:0:$REPLY" 0 ;;
    read) draw_below "$(stat -c %s "$feed")"; with_shim "read:5:$REPLY" 3 ;;
    write) draw_below "$size"; with_shim "write:5:$REPLY" 7 ;;
    full) draw_below "$size"; with_shim "write:28:$REPLY" 7 ;;
    close | name) with_shim "$fault:5:0" 7 ;;
    limit) draw_below $((size / 1024)); with_limit $((REPLY + 1)) ;;
    closed) draw_below "$size"; with_closed_pipe "$REPLY" ;;
    TERM | KILL) with_signal "$fault" ;;
  esac
}

is_whole() { # of Ogg the samples: its streams have a number by chance
  if [ "$format" = ogg ] && [ "$stage" = decode ]; then
    cmp -s <(sox "$whole" -t raw -) <(sox "$target" -t raw - 2> run/told)
  else
    cmp -s "$whole" "$target"
  fi
}

is_as_before() {
  if [ -e run/before ]; then cmp -s run/before "$target"; else [ ! -e "$target" ]; fi
}

check_debris() {
  local names; names=$(find run/out run/tmp -mindepth 1 ! -path "${target:-none}")
  [ -z "$names" ] || fail "debris: $names"
}

check_after() { # its output is whole, or what was there before; and what goes wrong is said in a line
  [[ " $due " == *" $code "* ]] || fail "exit code $code, due is $due"
  local failed=0; [ "$code" -eq 0 ] || [ "$code" -ge 128 ] || failed=1
  [ "$stage" = test ] || [ "$(grep -vcxFf "run/said-$stage" run/said)" -eq $failed ] ||
    fail "not $failed lines of error"
  sha256sum --status -c run/inputs || fail "an input is changed"
  [ "$fault" = KILL ] || check_debris  # the next one clears them away
  if [ "$stage" = test ]; then
    return
  elif [ "$fault" = closed ] || [ $failed -eq 1 ]; then
    is_as_before || fail "its output is not what was there before"
  elif [ "$code" -eq 0 ]; then
    is_whole || fail "its output is not whole"
  else
    is_whole || is_as_before || fail "its output is neither whole nor what was there before"
  fi
}

check_again() {
  call "${command[@]}" ${target:+-f -o "$target"} > run/told || fail "exit code $? undisturbed"
  [ "$stage" = test ] || is_whole || fail "another output the second time"
  check_debris
}

do_run() { # NUMBER
  run=$1 fault=nothing
  RANDOM=$(cksum <<< "$seed $run" | cut -d ' ' -f 1)
  rm -rf run && mkdir -p run/{in,out,tmp} || exit 7
  draw_piece
  draw_options
  for stage in encode test decode; do do_whole; done
  [ "$format" = raw ] || [ "$(soxi -s "run/whole.$format")" = "$(soxi -s "$piece")" ] ||
    fail "it is not as long as $piece"
  sha256sum "$piece" run/whole.spk > run/inputs
  draw encode encode decode decode test; stage=$REPLY
  local faults=(short read TERM KILL)
  [ "$stage" = test ] || faults+=(write full close name limit closed)
  draw "${faults[@]}"; fault=$REPLY
  set_stage
  draw "" before
  if [ "$REPLY" = before ] && [ -n "$target" ]; then
    echo before > run/before
    cp run/before "$target"
  fi
  do_under_fault
  check_after
  check_again
  printf '%s\t%s\t%s\t%s\t%s\n' "$run" "$seconds" "$fault" "$code" "${command[*]}" >> runs.tsv
}

progress() { awk '{ seconds += $2 } END { printf "%d %d\n", NR, seconds }' runs.tsv; }

if [ -n "$only" ]; then
  do_run "$only"
  exit
fi
while read -r done_runs done_seconds < <(progress) &&
  [ "$done_runs" -lt "$runs" ] && [ "$done_seconds" -lt $((hours * 3600)) ]; do
  do_run $((done_runs + 1))
done
rm -rf run
echo "$done_runs runs, $((done_seconds / 60)) min of audio"
cut -f 3,4 runs.tsv | sort | uniq -c
