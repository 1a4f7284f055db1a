#!/usr/bin/env bash
# Measures spk encode with the model free on folders, for the README: `bench_folders.sh [jobs] [tiny] [memory]`, all by
# default.
#   jobs    two jobs against one, each of one thread, on JOBS_FILES files (20) of JOBS_SECONDS (60)
#   tiny    what a file costs beside its audio: the time of TINY_FILES files (10000) of 0.05 s, less
#           that of their audio at the speed of one job in `jobs`, divided by their number
#   memory  the peak over LONG_FILES files (30) of ten minutes against the peak over one of them
# The variables make it smaller. $SPK is the program; without it build/release is brought up to date.
set -euo pipefail
cd "$(dirname "$0")/.."
export OMP_WAIT_POLICY=passive
[ $# -gt 0 ] || set -- jobs tiny memory
for what in "$@"; do
  [[ $what =~ ^(jobs|tiny|memory)$ ]] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
done
spk=${SPK:-build/release/bin/spk}
if [ -z "${SPK:-}" ]; then
  [ -f build/release/build.ninja ] || cmake --preset release > /dev/null
  cmake --build --preset release --target spk > /dev/null
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
lscpu | grep 'Model name' || true

# recordings NAME FILES SECONDS: a folder of one recording under many names, the bundled clip over and
# over.
recordings() {
  mkdir "$scratch/$1"
  sox tests/clip/chopin_op10_no3.flac "$scratch/$1/1.wav" repeat - trim 0 "$3"
  for i in $(seq 2 "$2"); do ln "$scratch/$1/1.wav" "$scratch/$1/$i.wav"; done
}

# measure NAME OPTION…: encodes the folder; its seconds and its peak of memory in MB.
measure() {
  rm -rf "$scratch/out"
  python3 - "$spk" encode -q --model free -r "$scratch/$1" --output-dir "$scratch/out" "${@:2}" << 'END'
import resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run(sys.argv[1:], check=True)
print(time.perf_counter() - start,
      resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6)
END
}

# of_jobs N: seconds of the folder `jobs` with so many, the best of three.
of_jobs() { for _ in 1 2 3; do measure jobs --jobs "$1" --threads 1; done | sort -n | sed -n '1s/ .*//p'; }

jobs_files=${JOBS_FILES:-20} jobs_seconds=${JOBS_SECONDS:-60} one=""
measure_one_job() {
  [ -z "$one" ] || return 0
  recordings jobs "$jobs_files" "$jobs_seconds"
  one=$(of_jobs 1)
}

for what in "$@"; do
  case "$what" in
    jobs)
      measure_one_job
      awk -v one="$one" -v two="$(of_jobs 2)" -v audio=$((jobs_files * jobs_seconds)) 'BEGIN {
        printf "jobs: one %.0fx real time, two %.0fx: %.2f times as fast\n", audio / one,
               audio / two, one / two }'
      ;;
    tiny)
      measure_one_job
      files=${TINY_FILES:-10000}
      mkdir "$scratch/tiny"
      python3 - "$files" "$scratch/tiny" << 'END'
import random, sys, wave
samples = random.Random(1).randbytes(4410)  # 0.05 s of mono at 44.1 kHz
for i in range(int(sys.argv[1])):
    with wave.open(f'{sys.argv[2]}/{i}.wav', 'wb') as out:
        out.setparams((1, 2, 44100, 0, 'NONE', ''))
        out.writeframes(samples)
END
      read -r seconds _ < <(measure tiny --threads 1)
      awk -v files="$files" -v seconds="$seconds" -v one="$one" \
        -v audio=$((jobs_files * jobs_seconds)) 'BEGIN {
        printf "tiny: %d files in %.1f s, %.2f ms each beside their audio\n", files, seconds,
               1000 * (seconds / files - 0.05 * one / audio) }'
      ;;
    memory)
      files=${LONG_FILES:-30}
      recordings short 1 600
      recordings long "$files" 600
      read -r _ short < <(measure short)
      read -r _ long < <(measure long)
      awk -v short="$short" -v long="$long" -v hours="$files" 'BEGIN {
        printf "memory: 10 minutes %.0f MB, %.1f hours %.0f MB: %.2f times\n", short, hours / 6, long,
               long / short }'
      ;;
  esac
done
