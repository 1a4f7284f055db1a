# What a run must not be started with. A folder without a table of splits may serve one purpose.
mkdir music && cp "$CLIP" music/a.flac
cat > recipe.json <<END
{"model": "$(realpath --relative-to . "$CONFIGS")/compact.json", "steps": 1,
 "phases": [{"until": 1, "batch": 1, "window_steps": 16}]}
END
try() {
  spk train --config recipe.json --run run --cache cache "$@" 2> log
  echo $?; grep -v ' h$' log | sed -E "s|$(realpath .)/||; s/^([0-9:]{8}|spk:) //"
}
try --corpus music --validation music/../music
# Weights are looked at before anything is read.
for weight in x -1 -0.5 nan -nan inf 1e999 0.5, ''; do try --corpus no-such --corpus "music=$weight"; done
try --corpus music=0 --corpus music=0
try --corpus music=1e308 --corpus music=1e308
