#!/usr/bin/env bash
# Renders piano performances to a training corpus: 22.05 kHz mono FLAC, a different piano, tuning,
# microphone position, room, equaliser and level for each file.
#
#   render_corpus.sh MIDI_DIR OUT --salamander SF2 [--rooms DIR] [--hours H] [--one-per-folder]
#                    [--seed N] [--transpose P] [-j JOBS]
#
# --transpose P: with probability P a performance sounds 5 to 19 semitones higher, so that training
# hears enough of the top octaves, which music seldom uses alone.
#
# Everything drawn for a file is a row of OUT/plan.tsv and depends on the seed alone; rows are
# rendered in order until H hours are there (default: all). Run again to resume, or with more
# hours to go on. OUT/manifest.tsv lists what has been rendered: the plan's row and the seconds.
set -euo pipefail
usage() { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[ $# -ge 2 ] || usage
midi=$(realpath "$1"); out=$2; shift 2
salamander="" rooms="" hours=1e9 one_per_folder=0 seed=1 transpose=0 jobs=$(nproc)
while [ $# -gt 0 ]; do
  case "$1" in
    --salamander) salamander=$(realpath "$2"); shift 2 ;;
    --rooms) rooms=$(realpath "$2"); shift 2 ;;
    --hours) hours=$2; shift 2 ;;
    --one-per-folder) one_per_folder=1; shift ;;
    --seed) seed=$2; shift 2 ;;
    --transpose) transpose=$2; shift 2 ;;
    -j) jobs=$2; shift 2 ;;
    *) usage ;;
  esac
done
[ -s "$salamander" ] || { echo "render_corpus.sh: --salamander: no such soundfont" >&2; exit 2; }
export LC_ALL=C
mkdir -p "$out/rooms"
out=$(realpath "$out")
work=$(mktemp -d "$out/.work.XXXXXX")
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT

# Rooms become mono responses of unit energy, so that `wet` means the same in all of them.
for room in ${rooms:+"$rooms"/*.wav}; do
  response="$out/rooms/$(basename "$room")"
  [ -s "$response" ] && continue
  sox -V1 -R "$room" -b 32 -e float "$work/room.wav" remix - rate -v 44100
  scale=$(sox "$work/room.wav" -n stat 2>&1 | awk -v n="$(soxi -s "$work/room.wav")" \
    '/^RMS +amplitude/ { print 1 / ($3 * sqrt(n)) }')
  sox -R -v "$scale" "$work/room.wav" "$response"
done

plan() {
  find "$midi" \( -name '*.mid' -o -name '*.midi' \) -printf '%P\n' | sort |
    awk -v seed="$seed" -v once="$one_per_folder" -v transpose="$transpose" \
      -v rooms="$(cd "$out/rooms" && printf '%s ' *)" '
    function between(low, high) { return low + (high - low) * rand() }
    { files[++n] = $0 }
    END {
      OFS = "\t"
      srand(seed)
      # Two of five on the best instrument, in turn, so that the first hours hold every one.
      count = split("salamander fluid salamander musescore timgm", pianos, " ")
      room_count = split(rooms == "* " ? "" : rooms, room_names, " ")
      for (i = n; i > 1; --i) {  # Fisher-Yates
        j = 1 + int(rand() * i); swap = files[i]; files[i] = files[j]; files[j] = swap
      }
      print "midi", "piano", "program", "speed", "pan", "room", "wet_db", "low_hz", "low_db",
            "mid_hz", "mid_q", "mid_db", "high_hz", "high_db", "peak_db", "transpose"
      for (i = 1; i <= n; ++i) {
        folder = files[i]; sub("/[^/]*$", "", folder)
        if (once && seen[folder]++) continue
        room = rand() < 0.8 ? room_names[1 + int(rand() * room_count)] : ""
        print files[i], pianos[1 + row++ % count], rand() < 0.75 ? 0 : 1,
              between(0.995, 1.005), between(0.2, 0.8), room == "" ? "none" : room,
              between(-20, -2), between(80, 300), between(-6, 4), exp(between(log(300), log(3000))),
              between(0.5, 1.5), between(-5, 5), exp(between(log(2000), log(7000))),
              between(-10, 5), between(-15, -1),
              (transpose && rand() < transpose ? int(between(5, 20)) : 0)
      }
    }'
}

# render ROW…: one file, under its final name only when it is whole.
render() {
  local file=$1 piano=$2 program=$3 speed=$4 pan=$5 room=$6 wet_db=$7 low_hz=$8 low_db=$9
  shift 9
  local mid_hz=$1 mid_q=$2 mid_db=$3 high_hz=$4 high_db=$5 peak_db=$6 transpose=$7
  local base="$work/$BASHPID" rate=44100 gain=0.5 font
  case "$piano" in
    salamander) font=$salamander rate=22050 gain=2 program=0 ;;  # its samples are 22.05 kHz
    fluid) font=/usr/share/sounds/sf2/FluidR3_GM.sf2 ;;
    musescore) font=/usr/share/sounds/sf3/MuseScore_General.sf3 ;;
    timgm) font=/usr/share/sounds/sf2/TimGM6mb.sf2 ;;
  esac
  # Whatever program the performance asks for, it gets the one of the plan.
  printf '%s\n' router_clear 'router_begin note' "router_par1 0 127 1 $transpose" router_end \
    'router_begin cc' router_end 'router_begin prog' "router_par1 0 127 0 $program" router_end \
    "prog 0 $program" >"$base.cfg"
  fluidsynth -ni -q -R 0 -C 0 -g "$gain" -r "$rate" -O float -f "$base.cfg" -F "$base.wav" \
    "$font" "$midi/$file" >/dev/null 2>&1

  local sources=(-i "$base.wav") mix="[dry]anull[mix]"
  if [ "$room" != none ]; then
    sources+=(-i "$out/rooms/$room")
    mix="[dry]asplit[a][b];[b][1:a]afir=gtype=none[wet];"
    mix+="[wet]volume=${wet_db}dB[late];[a][late]amix=weights=1 1:normalize=0[mix]"
  fi
  local other
  other=$(awk -v pan="$pan" 'BEGIN { print 1 - pan }')
  local graph="[0:a]pan=mono|c0=$pan*c0+$other*c1,asetrate=$rate*$speed,aresample=44100[dry];"
  graph+="$mix;[mix]bass=f=$low_hz:g=$low_db,equalizer=f=$mid_hz:t=q:w=$mid_q:g=$mid_db,"
  graph+="treble=f=$high_hz:g=$high_db,aresample=22050:resampler=soxr:precision=28[out]"
  ffmpeg -v error -nostdin -y "${sources[@]}" -filter_complex "$graph" -map '[out]' \
    -c:a pcm_f32le -threads 1 -filter_complex_threads 1 "$base.wet.wav"
  sox -V1 -R --norm="$peak_db" "$base.wet.wav" -b 16 "$base.flac"
  mkdir -p "$(dirname "$out/$file")"
  mv "$base.flac" "$out/${file%.*}.flac"
  rm -f "$base".*
}

# job ROW…: renders, then appends to the manifest and reports.
job() {
  render "$@"
  local seconds
  seconds=$(soxi -D "$out/${1%.*}.flac")
  (
    flock 9
    printf '%s\t' "$@" "$seconds" | sed 's/\t$/\n/' >>"$out/manifest.tsv"
    awk -F'\t' -v files="$total" -v hours="$hours" -v before="$before" -v since="$started" \
      -v now="$(date +%s)" '
      NR > 1 { s += $NF } END {
        elapsed = now - since + 1; rate = (s - before) / elapsed
        left = (hours < 1e8 ? hours * 3600 : s * files / (NR - 1)) - s
        printf "\r%d of %d files, %.2f h, %.0fx real time, %.0f min left   ", NR - 1, files,
               s / 3600, rate, (left > 0 ? left : 0) / rate / 60 }' "$out/manifest.tsv" >&2
  ) 9>"$work/lock"
}

rendered_seconds() { awk -F'\t' 'NR > 1 { s += $NF } END { printf "%.0f", s }' "$out/manifest.tsv"; }

plan >"$out/plan.tsv"
total=$(($(wc -l <"$out/plan.tsv") - 1))
[ -s "$out/manifest.tsv" ] || sed -n '1s/$/\tseconds/p' "$out/plan.tsv" >"$out/manifest.tsv"
before=$(rendered_seconds)
started=$(date +%s)
running=0
{
  read -r  # the header
  while IFS=$'\t' read -r -a row; do
    [ -s "$out/${row[0]%.*}.flac" ] && continue
    if [ "$running" -ge "$jobs" ]; then
      wait -n
      running=$((running - 1))
    fi
    awk -v s="$(rendered_seconds)" -v h="$hours" 'BEGIN { exit s < h * 3600 }' && break
    job "${row[@]}" 3<&- &
    running=$((running + 1))
  done
} <"$out/plan.tsv"
for (( ; running > 0; running--)); do wait -n; done
echo >&2
