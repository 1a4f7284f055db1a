#!/usr/bin/env bash
# Measures the models in models/ on the bundled clip and adds the figures, with date and reason, to
# tests/evaluation/expected_quality.json, which the tests hold them to:
# `pin_quality.sh WHY [MODEL…]`, all models by default. To see figures without pinning them:
# `spk eval tests/clip/chopin_op10_no3.flac`.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || { sed -n '2,5s/^# //p' "$0" >&2; exit 2; }
why=$1
shift
[ $# -gt 0 ] || mapfile -t < <(basename -s .safetensors models/*.safetensors | grep -v '\.generator$')
[ $# -gt 0 ] || set -- "${MAPFILE[@]}"
export PATH="$PWD/build/release/bin:$PATH" OMP_WAIT_POLICY=passive
[ -f build/release/build.ninja ] || cmake --preset release > /dev/null
cmake --build --preset release --target spk > /dev/null
measured=$(mktemp)
trap 'rm -f "$measured"' EXIT
for model in "$@"; do
  spk eval -f --model "models/$model.safetensors" tests/clip/chopin_op10_no3.flac --json "$measured"
  python3 - "$measured" "$why" << 'END'
import datetime, json, sys
path = 'tests/evaluation/expected_quality.json'
pinned = json.load(open(path))
measured = json.load(open(sys.argv[1]))
figures = [{name: round(record[name], 3) for name in ['steps', *pinned['tolerances']]}
           for record in measured['files']]
pinned['history'].append({'date': datetime.date.today().isoformat(), 'why': sys.argv[2],
                          'model': measured['model'], 'id': measured['id'], 'figures': figures})
with open(path, 'w') as out:
    json.dump(pinned, out, indent=2, ensure_ascii=False)
    out.write('\n')
END
done
