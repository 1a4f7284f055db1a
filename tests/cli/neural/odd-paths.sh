# Paths that cannot be: too long, through a loop of links, through a folder that may not be searched.
sox "$CLIP" -c 1 a.wav trim 0 1
long=$(printf 'x%.0s' {1..300})
ln -s loop loop
for bad in "$long" loop loop/x "a.wav/x"; do
  spk encode -q a.wav -o "$bad"; echo "-o $?"
  spk encode -q a.wav --output-dir "$bad"; echo "--output-dir $?"
  spk encode -q "$bad"; echo "input $?"
  spk encode -q -r "$bad"; echo "-r $?"
  spk encode -q a.wav --model "$bad"; echo "--model $?"
  SPK_MODELS=$bad spk encode -q a.wav -o ok.spk --model none; echo "SPK_MODELS $?"
  spk encode -q a.wav -o ok.spk --log "$bad"; echo "--log $?"
  spk eval --steps 0 "$bad" > /dev/null; echo "eval $?"
  spk eval --steps 0 a.wav --csv "$bad" > /dev/null; echo "--csv $?"
  spk eval --decoded "$bad" a.wav > /dev/null; echo "--decoded $?"
  spk decode -q "$bad"; echo "decode $?"
  spk info -r "$bad" > /dev/null; echo "info $?"
  spk plot a.wav -o "$bad"; echo "plot $?"
done 2>> messages
grep -vc '^spk: ' messages
sort messages | uniq -c | awk '$1 > 20'
ls
