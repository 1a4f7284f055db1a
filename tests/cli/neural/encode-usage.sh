cp "$CLIP" a.flac && cp a.flac b.flac
for arguments in "a.flac b.flac -o x.spk" "a.flac -o a.flac" "a.flac a.flac" "--packing best a.flac" "" \
  "a.flac -c --threads 0" "a.flac -c --verify" "--device gpu a.flac"; do
  spk encode -q -f $arguments > /dev/null
  echo $?
done
ls
