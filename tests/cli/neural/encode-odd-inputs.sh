# Empty, one sample, three channels, numbers that are none, and a file that was cut off.
python3 - <<'P'
import math, struct
def wav(name, samples, channels=1, rate=8000, claimed=None):
    data = struct.pack('<%df' % len(samples), *samples)
    size = len(data) if claimed is None else claimed
    with open(name, 'wb') as f:
        f.write(b'RIFF' + struct.pack('<I', 36 + size) + b'WAVEfmt ' +
                struct.pack('<IHHIIHH', 16, 3, channels, rate, rate * 4 * channels, 4 * channels, 32) +
                b'data' + struct.pack('<I', size) + data)
tone = [0.5 * math.sin(i / 10) for i in range(9000)]
wav('empty.wav', [])
wav('one.wav', [0.5])
wav('three.wav', tone, 3)
wav('nan.wav', tone[:100] + [math.nan, math.inf] + tone)
wav('short.wav', tone, claimed=80000)
P
for name in empty one three nan short; do
  spk encode -q $name.wav
  echo $name $?
  [ ! -f $name.spk ] || { spk decode -q $name.spk -o $name.raw --format raw && wc -c < $name.raw; }
done
