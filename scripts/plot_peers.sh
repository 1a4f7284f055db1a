#!/usr/bin/env bash
# Draws what compare_peers.sh measured: `plot_peers.sh TABLE.tsv STEM` writes STEM.png and STEM.svg.
set -euo pipefail
table=$1
stem=$2
kinds=$(cut -f 1 "$table" | uniq)

# panel COLUMN TITLE: a line a kind of codec; our models as points with their names.
panel() {
  echo "set title '$2'"
  printf 'plot '
  for kind in $kinds; do
    rows="\"< awk -F '\\\\t' '\$1 == \\\"$kind\\\"' '$table' | sort -t '\\t' -g -k 3\""
    case $kind in
      spk)
        printf '%s using 3:%s with points pt 7 ps 1.3 lc rgb "#d62728" title "spk", ' "$rows" "$1"
        printf '%s using 3:%s:2 with labels left offset 1,0 font ",8" notitle, ' "$rows" "$1"
        ;;
      *) printf '%s using 3:%s with linespoints pt 6 lw 1.5 title "%s", ' "$rows" "$1" "$kind" ;;
    esac
  done
  echo
}

draw() {  # TERMINAL OUTPUT
  gnuplot << END
set terminal $1
set output '$2'
set datafile separator tab
set multiplot layout 1,3
set logscale x 2
set xtics (1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48)
set xlabel 'kbit/s of the whole file'
set grid
set linetype 5 lc rgb '#7f4fc9'  # the default is a pale yellow
set key top left
set yrange [-5:*]  # Codec2 keeps no waveform
$(panel 5 'SI-SNR over windows, mean, dB (higher is better)')
unset key
set autoscale y
$(panel 9 'log-mel distance, dB (lower is better)')
$(panel 10 'log-mel distance over 2 kHz, dB')
unset multiplot
END
}
draw "pngcairo size 1500,500 font 'sans,10'" "$stem.png"
draw "svg size 1500,500 font 'sans,10'" "$stem.svg"
