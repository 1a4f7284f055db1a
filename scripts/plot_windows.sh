#!/usr/bin/env bash
# How rate and quality spread over music, with control and without (Figure 4A and B of the paper):
# `plot_windows.sh STEM NAME=WINDOWS.csv…` draws what `spk eval --windows` wrote into STEM.png and
# STEM.svg. With several decodes in a file the last is taken.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,4s/^# //p' "$0" >&2; exit 2; }
stem=$1
shift
rows=$(mktemp -d)
trap 'rm -rf "$rows"' EXIT

# Names with commas are quoted: the columns are counted from the end.
columns='NR == 1 { for (i = 1; i <= NF; ++i) behind[$i] = NF - i; next }
  { print $(NF - behind["steps"]), $(NF - behind["kbps"]), $(NF - behind["si_snr"]) }'
names=()
for item in "$@"; do
  name=${item%%=*} csv=${item#*=}
  awk -F, "$columns" "$csv" > "$rows/all"
  last=$(tail -1 "$rows/all" | cut -d ' ' -f 1)
  awk -v last="$last" '$1 == last { print $2, $3 }' "$rows/all" > "$rows/${#names[@]}"
  names+=("$name")
done

panel() {  # COLUMN WIDTH LABEL
  echo "set xlabel '$3'"
  printf 'plot '
  for i in "${!names[@]}"; do
    printf '"%s" using %s bins binwidth=%s with steps lw 2 title "%s", ' \
      "$rows/$i" "$1" "$2" "${names[$i]}"
  done
  echo
}

draw() {  # TERMINAL OUTPUT
  gnuplot << END
set terminal $1
set output '$2'
set multiplot layout 1,2
set ylabel 'windows of 6 s'
set yrange [0:*]
set grid
set key top right
$(panel 1 0.1 'kbit/s')
$(panel 2 0.5 'SI-SNR, dB')
unset multiplot
END
}
draw "pngcairo size 1100,400 font 'sans,10'" "$stem.png"
draw "svg size 1100,400 font 'sans,10'" "$stem.svg"
