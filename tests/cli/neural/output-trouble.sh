# Full disk, a limit of file sizes, closed pipe, no folder: exit 7, and nothing is left behind.
cp "$CLIP" a.flac && spk encode -q a.flac
spk decode -q --steps 0 a.spk -o nowhere/a.wav; echo $?
spk encode -q -c a.flac > /dev/full; echo $?
spk decode -q --steps 0 -c a.spk > /dev/full; echo $?
spk decode -q --steps 0 -c a.spk | head -c 100 > /dev/null; echo "${PIPESTATUS[0]}"
(ulimit -f 100; spk decode -q --steps 0 a.spk -o limited.wav); echo $?
mkdir small
if mount -t tmpfs -o size=256k none small 2> /dev/null; then
  spk decode -q --steps 0 a.spk -o small/a.wav; echo $?
  ls -A small
  umount small
else  # not root: there is no small disk to fill
  echo "spk: a.spk: small/a.wav: no room to mount" >&2
  echo 7
fi
ls
