#!/usr/bin/env bash
# A folder tree encoded by two array tasks, one of which is killed halfway and requeued: everything is
# there in the end, as one process makes it, and nothing else. Then measured by two. For with_slurm.sh.
set -euo pipefail
. "$(dirname "$0")/common.sh"

for year in 2004 2009; do
  mkdir -p "in/$year"
  for i in 1 2 3 4 5; do sox "$CLIP" "in/$year/$i.wav" trim "$i" "1$i" repeat 2; done
done
spk encode -q -r in --output-dir whole --jobs 2

cat > spk-of-known-pid << 'END'
#!/bin/sh
echo $$ > "pid-$SLURM_ARRAY_TASK_ID"
exec spk "$@"
END
chmod +x spk-of-known-pid
job=$(SPK=$PWD/spk-of-known-pid sbatch --parsable --array=1-2 --cpus-per-task=1 \
  "$jobs/encode.sbatch" in out)
until_lines 1 out/encode-1-of-2.jsonl
kill -9 "$(cat pid-1)"
until_state "${job}_1" FAILED
[ "$(wc -l < out/encode-1-of-2.jsonl)" -lt 5 ] || fail "the task was done before it was killed"
scontrol requeue "${job}_1"
until_state "${job}_1" COMPLETED
until_state "${job}_2" COMPLETED
diff -r --exclude '*.jsonl' whole out || fail "not what one process makes of the folder"
grep -q '"status":"skipped"' out/encode-1-of-2.jsonl || fail "the task did not go on where it was"
! grep -q '"status":"failed"' out/*.jsonl || fail "a recording failed"
both=$(sort <(grep -ho '"input":"[^"]*"' out/encode-1-of-2.jsonl | sort -u) \
  <(grep -ho '"input":"[^"]*"' out/encode-2-of-2.jsonl | sort -u))
[ "$(uniq <<< "$both" | wc -l)" -eq 10 ] || fail "the tasks did not take all recordings"
[ -z "$(uniq -d <<< "$both")" ] || fail "the tasks took the same recordings"

sbatch --wait --array=1-2 --cpus-per-task=1 "$jobs/eval.sbatch" in/2009 figures --steps 0 ||
  fail "eval failed"
measured=$(cut -d , -f 1 figures/*.csv | grep '^in/' | sort | tr '\n' ' ')
[ "$measured" = "$(find in/2009 -name '*.wav' | sort | tr '\n' ' ')" ] ||
  fail "not all were measured once: $measured"
[ "$(ls -A figures)" = "$(printf 'eval-%d-of-2.csv\neval-%d-of-2.jsonl\n' 1 1 2 2)" ] || fail "debris: $(ls -A figures)"
