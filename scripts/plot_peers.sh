#!/usr/bin/env bash
# Draws what compare_peers.sh measured: `plot_peers.sh TABLE.tsv STEM [METER…]` writes STEM.png and STEM.svg, with a
# panel for each meter (columns 12 on) beside that of SI-SNR.
set -euo pipefail
table=$1
stem=$2
shift 2
meters=("$@")
kinds=$(cut -f 1 "$table" | uniq)
range=$(cut -f 3 "$table" | sort -g | awk 'NR == 1 { low = $1 } END { print low / 1.3 ":" $1 * 1.3 }')

# rows KIND COLUMN: rate, figure and name of those that have the figure.
rows() {
  awk -F '\t' -v OFS='\t' -v kind="$1" -v column="$2" \
    '$1 == kind && $column != "" { print $3, $column, $2 }' "$table" | sort -g
}

# panel COLUMN TITLE: a line a kind of codec, of one colour in all panels; our models as points with their names.
panel() {
  local kind plots=() color=0
  for kind in $kinds; do
    color=$((color + 1))
    if [ -z "$(rows "$kind" "$1")" ]; then
      plots+=("NaN with linespoints lt $color pt 6 lw 1.5 title '$kind'")
      continue
    fi
    printf '$%s << END\n%s\nEND\n' "$kind" "$(rows "$kind" "$1")"
    case $kind in
      spk)
        plots+=("\$spk using 1:2 with points pt 7 ps 1.3 lc rgb '#d62728' title 'spk'"
          "\$spk using 1:2:3 with labels left offset 1,0 font ',8' notitle")
        ;;
      *) plots+=("\$$kind using 1:2 with linespoints lt $color pt 6 lw 1.5 title '$kind'") ;;
    esac
  done
  printf "set title '%s'\nplot %s\n" "$2" "$(IFS=,; echo "${plots[*]}")"
}

meter_panels() {
  local i
  for i in "${!meters[@]}"; do panel $((12 + i)) "${meters[i]}"; done
}

draw() {  # TERMINAL OUTPUT
  gnuplot << END
set terminal $1 size $((500 * (3 + ${#meters[@]}))),500 font 'sans,10'
set output '$2'
set datafile separator tab
set multiplot layout 1,$((3 + ${#meters[@]}))
set logscale x 2
set xrange [$range]
set xtics (1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48)
set xlabel 'kbit/s of the whole file'
set grid
set linetype 5 lc rgb '#7f4fc9'  # the default is a pale yellow
set key top left
set yrange [-5:*]  # Codec2 keeps no waveform
$(panel 5 'SI-SNR over windows, mean, dB (higher is better)')
unset key
set autoscale y
$(meter_panels)
$(panel 9 'log-mel distance, dB (lower is better)')
$(panel 10 'log-mel distance over 2 kHz, dB')
unset multiplot
END
}
draw pngcairo "$stem.png"
draw svg "$stem.svg"
