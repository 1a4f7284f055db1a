# The paper's way, --model sparse --packing sparse: every segment in the smallest of the four packings, and beside its
# bits those of the paper's formulas, which are counted again here.
spk encode -q --model sparse --packing sparse --mono "$CLIP" -o a.spk
spk info -v a.spk | sed -n '/^  segment/,$p' > segments
head -n 1 segments
spk info --json a.spk | python3 -c '
import json, math, sys
info = json.load(sys.stdin)
bits = lambda n: (n - 1).bit_length()  # ceil(log2 n)
for segment in info["segments"]:
    N, T, S = info["units"], segment["steps"], segment["events"]
    paper = {"dense": N * T, "coo": S * (bits(N) + bits(T)), "time": S * bits(T) + (N - 1) * bits(S),
             "units": S * bits(N) + (T - 1) * bits(S)}
    smallest = min(paper, key=paper.get)
    print(segment["packing"], segment["packing"] == smallest, segment["paper_bits"] == paper[smallest],
          0 <= segment["coded_bits"] - segment["paper_bits"] < max(N, T))'
awk '$1 == "total" { print NF }' segments
spk test a.spk
spk decode -q a.spk -o a.raw --format raw && wc -c < a.raw
