#!/usr/bin/env bash
# figures_test.sh FIGURES.PY: of programs that stand in for spk and a benchmark the table has what they do, and of two
# runs the best counts.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin"
cat > "$scratch/bin/spk" << 'END'
#!/bin/sh
exit 0
END
cat > "$scratch/bin/some_bench" << 'END'
#!/bin/sh
echo '{"benchmarks": [{"name": "A/1", "label": "a", "cores": 1, "realtime": 123.4},
  {"name": "A/2", "label": "a", "cores": 2, "realtime": 234.5},
  {"name": "B", "real_time": 1.23456, "time_unit": "ms"}]}'
END
chmod +x "$scratch"/bin/*
export BENCH_SECONDS=1 BENCH_LONG_SECONDS=36
"$1" measure "$scratch/bin" "$scratch/old" some codec
sed -e 's/123.4/246.8/' -e 's/1.23456/2.5/' "$scratch/old" > "$scratch/new"

# Rows of commands by their names: what they took is the machine's business.
"$1" table "$scratch/old" | sed -E '/code|start-up/s/ {2,}.*//' > "$scratch/out"
"$1" compare "$scratch/old" "$scratch/old" -- "$scratch/old" "$scratch/new" | sed -n 1,4p >> "$scratch/out"
diff - "$scratch/out" << 'END'
x: times real time                  1 thread 2 threads         MB
a                                        123       234 x
B                                       1.23           ms
encode --refine 16
encode --refine 4
encode --refine 1
encode --refine 0
decode --steps 0
decode --steps 2
decode --steps 8
encode --refine 1, 0.01 h
decode --steps 0, 0.01 h
start-up: encode 1 s
start-up: info
start-up: test
x: times real time                 threads       old       new      new/old
a                                        1       123       247 x      2.000
a                                        2       234       234 x      1.000
B                                        1      1.23      1.23 ms     1.000
END
