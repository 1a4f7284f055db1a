#!/usr/bin/env bash
# What the models keep of recordings at their rate, beside what people use instead:
# `compare_peers.sh [-o OUT] [-m MODEL[:STEPS[:REFINE[:MU]]]]… [-p PEER:SETTING]… [-M NAME=COMMAND]… FILE|DIR…`.
# All codecs get the same mono recordings; what comes back is measured by `spk eval`, at 22.05 kHz, and the
# rate is that of the whole file. Prints a table in Markdown and draws OUT/rate_distortion.png and .svg; OUT is
# build/peers by default, MODEL is lapped with its own steps and with 0, STEPS may be several with commas, PEER
# is opus, mp3, vorbis or codec2 (by default each at several settings), and NAME=COMMAND is a meter for
# `spk eval --meter`, a column of the table and a panel of the picture; its paths are from the top of the source tree.
set -euo pipefail
cd "$(dirname "$0")/.."
usage() { sed -n '2,8s/^# //p' "$0" >&2; exit 2; }
out=build/peers
models=() peers=() meters=() meter_names=()
while getopts o:m:p:M: option; do
  case $option in
    o) out=$OPTARG ;;
    m) models+=("$OPTARG") ;;
    p) peers+=("$OPTARG") ;;
    M) meters+=(--meter "$OPTARG") meter_names+=("${OPTARG%%=*}") ;;
    *) usage ;;
  esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || usage
[ ${#models[@]} -gt 0 ] || models=(lapped)
[ ${#peers[@]} -gt 0 ] || peers=(opus:{6,8,12,16,24} mp3:{8,16,24} vorbis:{-1,0} codec2:3200)
export PATH="$PWD/build/release/bin:$PATH" OMP_WAIT_POLICY=passive

if ! type opusenc lame oggenc c2enc sox gnuplot > /dev/null 2>&1; then
  as_root=""
  [ "$(id -u)" -eq 0 ] || as_root="sudo"
  $as_root apt-get update -qq
  $as_root apt-get install -y -qq --no-install-recommends opus-tools lame vorbis-tools codec2 sox \
    gnuplot-nox > /dev/null
fi
[ -f build/release/build.ninja ] || cmake --preset release > /dev/null
cmake --build --preset release --target spk > /dev/null

rm -rf "$out"/{original,coded,figures}
mkdir -p "$out"/{original,coded,figures}

# The recordings as mono WAV; numbered, for names may come twice.
number=100
find "$@" -type f \( -iname '*.wav' -o -iname '*.flac' -o -iname '*.ogg' -o -iname '*.mp3' \) |
  sort | while IFS= read -r recording; do
  number=$((number + 1))
  name=$(basename "$recording")
  sox -D "$recording" -b 16 "$out/original/$number ${name%.*}.wav" remix -
done

# encode_KIND SETTING IN.wav STEM writes STEM.<its extension> and STEM.wav.
encode_opus() {
  opusenc --quiet --music --bitrate "$1" --discard-comments "$2" "$3.opus"
  opusdec --quiet "$3.opus" "$3.wav"
}
encode_mp3() {  # frames this small have no room for LAME's delay, 576 samples
  lame --quiet -t -m m -b "$1" "$2" "$3.mp3"
  lame --quiet --decode "$3.mp3" - | sox -t wav --ignore-length - "$3.wav" trim 576s
}
encode_vorbis() {
  oggenc --quiet -q "$1" "$2" -o "$3.ogg"
  oggdec --quiet "$3.ogg" -o "$3.wav"
}
encode_codec2() {  # speech at 8 kHz
  sox -D "$2" -r 8000 -t raw - | c2enc "$1" - "$3.c2" 2> /dev/null
  c2dec "$1" "$3.c2" - 2> /dev/null | sox -t raw -r 8000 -e signed -b 16 -c 1 - "$3.wav"
}

# total KIND TITLE CSV: "kind, title, kbps, figures…" of each whole, from what spk eval wrote.
fields="kbps si_snr si_snr_mean si_snr_median si_snr_p5 stft mel mel_over_2khz mel_under_2khz ${meter_names[*]}"
total() {
  awk -F, -v kind="$1" -v title="$2" -v fields="$fields" '
    NR == 1 { for (i = 1; i <= NF; ++i) column[$i] = i; count = split(fields, field, " ") }
    $1 == "total" {
      steps = $column["steps"]
      line = kind "\t" title (steps == "" ? "" : steps == 0 ? ", coarse decode" : ", " steps " steps")
      for (i = 1; i <= count; ++i) line = line "\t" $column[field[i]]
      print line
    }' "$3"
}

measure_peer() {  # KIND SETTING TITLE
  local folder="$out/coded/$1 $2" wav
  mkdir "$folder"
  for wav in "$out"/original/*.wav; do
    "encode_$1" "$2" "$wav" "$folder/$(basename "$wav" .wav)"
  done
  spk eval "${meters[@]}" --decoded "$folder" "$out/original" --csv "$out/figures/$1 $2.csv" > /dev/null
  total "$1" "$3" "$out/figures/$1 $2.csv"
}

measure_model() {  # NAME[:STEPS[:REFINE[:MU]]]
  local model steps refine mu options=() title csv
  IFS=: read -r model steps refine mu <<< "$1"
  [ -z "$steps" ] || options+=(--steps "$steps")
  [ -z "$refine" ] || options+=(--refine "$refine")
  [ -z "$mu" ] || options+=(--mu "$mu")
  title="spk $(basename "$model" .safetensors)${refine:+ --refine $refine}${mu:+ --mu $mu}"
  csv="$out/figures/spk ${1//\//_}.csv"
  spk eval "${meters[@]}" --mono --model "$model" "${options[@]}" "$out/original" --csv "$csv" > /dev/null
  total spk "$title" "$csv"
}

{
  for model in "${models[@]}"; do measure_model "$model"; done
  for peer in "${peers[@]}"; do
    kind=${peer%%:*} setting=${peer#*:}
    case $kind in
      opus) title="Opus, --bitrate $setting" ;;
      mp3) title="MP3, lame -b $setting" ;;
      vorbis) title="Vorbis, oggenc -q $setting" ;;
      codec2) title="Codec2 $setting (speech)" ;;
    esac
    measure_peer "$kind" "$setting" "$title"
  done
} > "$out/figures/all.tsv"

scripts/plot_peers.sh "$out/figures/all.tsv" "$out/rate_distortion" "${meter_names[@]}"

count=$(find "$out/original" -name '*.wav' | wc -l)
seconds=$(soxi -D "$out"/original/*.wav | awk '{ sum += $1 } END { printf "%.0f", sum }')
cat << END
Measured $(date -I) by \`scripts/compare_peers.sh\` over $count recordings, $seconds s, mono, on
$(lscpu | sed -n 's/^Model name: *//p') with
$(dpkg-query -W -f '${Package} ${Version}, ' opus-tools libopus0 lame vorbis-tools codec2 | sed 's/, $//').

| codec | kbit/s | SI-SNR, dB | windows: mean | median | 5 % | STFT distance | log-mel distance, dB | over 2 kHz | under 2 kHz |$(
  [ ${#meters[@]} -eq 0 ] || printf ' %s |' "${meter_names[@]}")
|---|---|---|---|---|---|---|---|---|---|$([ ${#meters[@]} -eq 0 ] || printf -- '---|%.0s' "${meter_names[@]}")
END
awk -F '\t' '{ printf "| %s | %.2f | %.2f | %.2f | %.2f | %.2f | %.3f | %.2f | %.2f | %.2f |",
                      $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
                for (i = 12; i <= NF; ++i) printf " %s |", $i == "" ? "" : sprintf("%.3f", $i)
                print "" }' "$out/figures/all.tsv"
cat << END

"5 %" is the worst window in twenty. Codec2 models the spectrum of speech and does not keep waveforms:
its SI-SNR says nothing, its other figures do.
END
