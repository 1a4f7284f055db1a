# A model without events, trained for two steps: it is measured, and nothing is made of it.
mkdir music && cp "$CLIP" music/a.flac
python3 - "$CONFIGS" <<'P'
import json, sys
config = json.load(open(sys.argv[1] + "/compact-rvq.json"))
config["encoder"]["channels"] = [16, 16, 16]
for part in ("encoder_context", "decoder_context"):
    config[part].update(layers=1, width=16)
config["decoder"]["unet"].update(channels=[16, 16, 16], modulation=16)
json.dump(config, open("small.json", "w"))
recipe = {"model": "small.json", "steps": 2, "phases": [{"until": 1, "batch": 1, "window_steps": 64}]}
json.dump(recipe, open("recipe.json", "w"))
P
spk train --config recipe.json --corpus music --run run --cache cache 2> /dev/null
spk eval --model run/model.safetensors music --csv out.csv --windows windows.csv | awk '$NF ~ /^(file|music.*|total)$/ { print $1, $2, $3, $4, $NF }'
python3 - <<'P'
import csv
for row in csv.DictReader(open('out.csv')):
    print(row['file'], row['bytes'], row['kbps'], round(float(row['paper_kbps']), 2), float(row['mel']) > 0)
print({row['kbps'] for row in csv.DictReader(open('windows.csv'))})
P
# Again from a journal.
for i in 1 2; do spk eval --model run/model.safetensors --journal journal music | awk '$NF == "total" { print $3 }'; done
grep -c input journal
for options in '--mu 3' '--refine 1' '--coded out' '--steps 2'; do
  spk eval --model run/model.safetensors $options music > /dev/null; echo $?
done
spk encode --model run/model.safetensors music/a.flac; echo $?
ls music
