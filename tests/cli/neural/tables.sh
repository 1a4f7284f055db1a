# Tables learnt from files of a model make its files smaller; what cannot be learnt from.
cp "$CLIP" a.flac
spk encode -q --packing sparse a.flac -o sparse.spk
learn="spk tables --model free --hidden 2 --lags 2 --passes 1"
$learn sparse.spk -o with.safetensors
$learn -q sparse.spk -o again.safetensors && cmp with.safetensors again.safetensors
$learn sparse.spk -o with.safetensors
echo "exists: $?"
spk encode -q --model ./with.safetensors --verify a.flac -o adaptive.spk
spk info adaptive.spk | awk 'NR == 2 { print $6 }'
[ "$(wc -c < adaptive.spk)" -lt "$(wc -c < sparse.spk)" ] && echo smaller
spk test adaptive.spk
cp sparse.spk earlier.spk
for file in adaptive sparse; do spk decode -q --model ./with.safetensors --steps 0 $file.spk -o $file.wav; done
cmp adaptive.wav sparse.wav
mkdir found && mv with.safetensors found/
SPK_MODELS=$PWD/found spk test adaptive.spk
head -c 2000 adaptive.spk > cut.spk
SPK_MODELS=$PWD/found spk test -q cut.spk
echo "cut: $?"
spk encode -q --model ./again.safetensors --packing adaptive a.flac -o b.spk && cmp adaptive.spk b.spk
$learn -q "$GOLDEN"/good/time-9-percent.spk -o no.safetensors
echo "of another model: $?"
$learn -q -r CODED -o no.safetensors
echo "not there: $?"
spk tables --model nothing sparse.spk -o no.safetensors 2> /dev/null
echo "no such model: $?"
