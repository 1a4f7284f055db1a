# What another codec made, by the same figures: here 8 bits of the clip, 7 dB softer.
python3 - <<'P'
import math, wave
def write(name, samples):
    with wave.open(name, 'wb') as f:
        f.setparams((1, 2, 22050, 0, 'NONE', ''))
        f.writeframes(b''.join(int(s).to_bytes(2, 'little', signed=True) for s in samples))
tone = [9000 * math.sin(i * i / 9e5) for i in range(22050 * 12)]
write('a.wav', tone)
import os
os.mkdir('other')
write('other/a.wav', [int(x / 256) * 114 for x in tone])
open('other/a.bin', 'wb').write(bytes(3000))
write('other/b.wav', tone[:22050])
P
cp a.wav b.wav && cp a.wav c.wav
spk eval --decoded other a.wav --csv out.csv | awk 'NR < 4 { print $2, $NF }'
python3 - <<'P'
import csv
row = next(csv.DictReader(open('out.csv')))
print(row['bytes'], row['kbps'], row['steps'] or None, row['density'] or None, 35 < float(row['si_snr']) < 40)
P
spk eval --decoded other b.wav > /dev/null; echo $?
spk eval --decoded other c.wav > /dev/null; echo $?
