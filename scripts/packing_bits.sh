#!/usr/bin/env bash
# What the paper's four packings cost by the number of events (arXiv 2402.01571, Figure 1 and its formulas):
# `packing_bits.sh [-n UNITS] [-t STEPS] STEM` prints which is the smallest from how many events on, and writes
# STEM.tsv, STEM.svg and STEM.png. By default 80 units × 1024 steps, as in the paper.
set -euo pipefail
usage() { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
units=80 steps=1024
while getopts n:t: option; do
  case $option in
    n) units=$OPTARG ;;
    t) steps=$OPTARG ;;
    *) usage ;;
  esac
done
shift $((OPTIND - 1))
[ $# -eq 1 ] || usage
stem=$1

# Rows of STEM.tsv lie 2 % apart, or an event where that is more; ranges are exact: "FROM TO PACKING". From two events
# on: of a single one the formulas forget the unit or the step.
ranges=$(awk -v N="$units" -v T="$steps" -v table="$stem.tsv" '
  function width(n,  bits) { for (bits = 0; 2 ^ bits < n; ++bits); return bits }  # of an index below n
  BEGIN {
    OFS = "\t"
    split("coo time units dense", packings, " ")  # of those that are level the first, as the program has it
    print "events", "dense", "coo", "time", "units" > table
    for (S = 2; S <= N * T; ++S) {
      bits["dense"] = N * T
      bits["time"] = S * width(T) + (N - 1) * width(S)
      bits["units"] = S * width(N) + (T - 1) * width(S)
      bits["coo"] = S * (width(N) + width(T))
      smallest = packings[1]
      for (i = 2; i <= 4; ++i) if (bits[packings[i]] < bits[smallest]) smallest = packings[i]
      if (smallest != last) { if (last) print from, S - 1, last; from = S; last = smallest }
      if (S >= next_row || S == N * T) {
        print S, bits["dense"], bits["coo"], bits["time"], bits["units"] > table
        next_row = 1.02 * S
      }
    }
    print from, N * T, last
  }')
printf '%s\n' "$ranges" | awk -F '\t' -v cells=$((units * steps)) '
  { printf "%-6s smallest from %6d to %6d events (%.3f to %.3f %%)\n", $3, $1, $2, 100 * $1 / cells, 100 * $2 / cells }'

# A strip of its colour behind the curves for each range; where there is room, with its name.
strips() {
  printf '%s\n' "$ranges" | awk -F '\t' '
    BEGIN { color["coo"] = "#fff1d6"; color["time"] = "#e3f0e0"; color["units"] = "#e4e6f5"; color["dense"] = "#f0f0f0" }
    { from = $1 - 0.5; to = $2 + 0.5
      printf "set object rectangle from %f, graph 0 to %f, graph 1 behind fs solid noborder fc rgb \"%s\"\n", from, to, color[$3]
      if (to > 2 * from) printf "set label \"%s\" at %f, graph 0.04 center\n", $3, sqrt(from * to) }'
}

draw() {  # TERMINAL OUTPUT
  gnuplot << END
set terminal $1 size 800,560 font 'sans,11' background 'white'
set output '$2'
set datafile separator tab
set logscale xy
set xrange [2:$((units * steps))]
set yrange [10:*]
set format y '10^{%L}'
set xtics nomirror
set logscale x2
set x2range [200.0 / $((units * steps)):100]
set x2tics
set xlabel 'events S of $units units × $steps steps'
set x2label 'density, %'
set ylabel 'bits of the payload'
set key top left opaque
$(strips)
plot '$stem.tsv' using 1:3 with lines lw 2 lc rgb '#d08500' title 'coordinates: S (⌈log_2 N⌉ + ⌈log_2 T⌉)', \
  '' using 1:4 with lines lw 2 lc rgb '#2e8b37' title 'compressed time: S ⌈log_2 T⌉ + (N - 1) ⌈log_2 S⌉', \
  '' using 1:5 with lines lw 2 lc rgb '#3f48b0' title 'compressed units: S ⌈log_2 N⌉ + (T - 1) ⌈log_2 S⌉', \
  '' using 1:2 with lines lw 2 lc rgb '#555555' title 'dense: N T'
END
}
draw pngcairo "$stem.png"
draw svg "$stem.svg"
