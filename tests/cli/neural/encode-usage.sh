cp "$CLIP" a.flac && cp a.flac b.flac
for arguments in "a.flac b.flac -o x.spk" "a.flac -o a.flac" "a.flac a.flac" "--packing best a.flac" "" \
  "a.flac -c --threads 0" "a.flac -c --verify" "--device gpu a.flac" "--model free --mu 3 a.flac" "--mu 32 a.flac" "--lambda 2 a.flac" "--lambda nan a.flac" "--model free --min-si-snr 9 a.flac" \
  "--min-si-snr 9 --mu 3 a.flac" "--min-si-snr loud a.flac" "--model free --bitrate 1 a.flac" "--bitrate 1 --min-si-snr 9 a.flac" "--bitrate 0 a.flac"; do
  spk encode -q -f $arguments > /dev/null
  echo $?
done
spk eval --model free --mu 3 a.flac > /dev/null; echo $?
ls
