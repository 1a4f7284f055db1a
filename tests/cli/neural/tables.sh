# Tables learnt from files of a model make its files smaller; what cannot be learnt from.
cp "$CLIP" a.flac
spk encode -q --model free --packing sparse a.flac -o sparse.spk
learn="spk tables -q --model free --hidden 2 --lags 2 --passes 1"
$learn sparse.spk -o with.safetensors
$learn sparse.spk -o again.safetensors && cmp with.safetensors again.safetensors
$learn sparse.spk -o with.safetensors
echo "exists: $?"
spk encode -q --model ./with.safetensors --verify a.flac -o adaptive.spk
spk info --json adaptive.spk | grep -o '"adaptive":[0-9]*'
[ "$(wc -c < adaptive.spk)" -lt "$(wc -c < sparse.spk)" ] && echo smaller
spk test adaptive.spk
spk decode -q --model ./with.safetensors --steps 0 --format raw adaptive.spk -o adaptive.raw
spk decode -q --steps 0 --format raw sparse.spk -o sparse.raw
cmp adaptive.raw sparse.raw
spk encode -q --model ./with.safetensors --packing sparse a.flac -o four.spk
spk info --json four.spk | grep -o '"adaptive":[0-9]*'
mkdir found && mv with.safetensors found/
export SPK_MODELS=$PWD/found
spk test adaptive.spk
head -c 2000 adaptive.spk > cut.spk
spk test -q cut.spk
echo "cut: $?"
$learn "$GOLDEN"/good/time-9-percent.spk -o no.safetensors
echo "of another model: $?"
$learn -r CODED -o no.safetensors
echo "not there: $?"
spk tables --model nothing sparse.spk -o no.safetensors 2> /dev/null
echo "no such model: $?"
