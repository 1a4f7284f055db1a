# Weights that are cut short are named, with exit 6, before any training.
mkdir -p corpus && printf '{"model": "%s"}' "$CONFIGS/compact.json" > recipe.json
python3 - <<'PY'
import wave
with wave.open("corpus/tone.wav", "wb") as out:
    out.setparams((1, 2, 22050, 0, "NONE", ""))
    out.writeframes(bytes((i * 37) % 256 for i in range(2 * 22050 * 3)))
PY
printf 'not weights' > weights.safetensors
spk train --config recipe.json --corpus corpus --run run --cache cache --init weights.safetensors
