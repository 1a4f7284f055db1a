#!/usr/bin/env bash
# One model trained by two processes, told halfway that their time is nearly over: they save, queue
# up again and finish. For with_slurm.sh.
set -euo pipefail
. "$(dirname "$0")/common.sh"

mkdir corpus
sox "$CLIP" corpus/clip.wav trim 0 6
cat > recipe.json << END
{"model": "$(realpath --relative-to . "$CONFIGS")/compact.json",
 "phases": [{"batch": 2, "window_steps": 8}],
 "validation": {"windows": 1, "window_steps": 8}}
END
cat > spk-of-known-rank << 'END'
#!/bin/sh
echo "$RANK of $WORLD_SIZE at $MASTER_ADDR" >> ranks
exec spk "$@"
END
chmod +x spk-of-known-rank

job=$(SPK=$PWD/spk-of-known-rank sbatch --parsable --nodes=1 --ntasks-per-node=2 \
  --cpus-per-task=1 "$jobs/train.sbatch" --config recipe.json --corpus corpus --run run \
  --cache cache --steps 60)
until_lines 2 run/steps.csv
scancel --batch --signal=USR1 "$job"
until_state "$job" COMPLETED
for rank in 0 1; do
  [ "$(grep -cx "$rank of 2 at localhost" ranks)" -eq 2 ] || fail "rank $rank did not take part"
  grep -qE "^$rank: .* going on after step [2-5][0-9]$" ./*.out || fail "rank $rank started anew"
  grep -qE "^$rank: .* finished after step 60$" ./*.out || fail "rank $rank did not finish"
done
[ "$(cut -d , -f 1 run/steps.csv | tr '\n' ' ')" = "step 20 40 60 " ] || fail "$(cat run/steps.csv)"
[ -s run/model.safetensors ] || fail "there is no model"
