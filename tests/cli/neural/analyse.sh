# Units of a model beside the notes of a MIDI file: 60 s of tones at random, four pitches and moments
# between.
python3 - <<'P'
import math, random, struct, wave
random.seed(1)
RATE, SECONDS, PITCHES = 22050, 60, (45, 57, 64, 76)
samples, track, time = [0.0] * (RATE * SECONDS), b'', 0.0
while (gap := random.randint(20, 90)) / 100 + time < SECONDS - 1:  # a tick is 10 ms
    time, pitch = time + gap / 100, random.choice(PITCHES)
    track += bytes([gap, 0x90, pitch, 64])
    start, hertz = round(time * RATE), 440 * 2 ** ((pitch - 69) / 12)
    for i in range(RATE // 2):
        samples[start + i] += 0.2 * math.exp(-i / 3000) * math.sin(2 * math.pi * hertz * i / RATE)
with wave.open('tones.wav', 'wb') as out:
    out.setnchannels(1); out.setsampwidth(2); out.setframerate(RATE)
    out.writeframes(b''.join(struct.pack('<h', int(20000 * max(-1, min(1, x)))) for x in samples))
tempo = b'\0\xff\x51\3' + (1000000).to_bytes(3, 'big')  # a second a quarter note
def midi(name, track):
    body = tempo + track
    open(name, 'wb').write(b'MThd\0\0\0\6\0\0\0\1\0\x64MTrk' + len(body).to_bytes(4, 'big') + body)
midi('tones.mid', track)
midi('none.mid', b'')
P
spk analyse --model free tones.wav --refine 0 --midi tones.mid --csv tones.csv -o tones.png > table; echo "recording $?"
head -n 1 table; awk 'NR == 2 { print $1, $2, ($6 > 1.3 * $7 && $8 > 40 ? "over chance" : $0) }' table
head -n 1 tones.csv | cut -d , -f 1-10; cut -d , -f 4 tones.csv | sed 1d | sort -u | paste -sd ' '
head -c 4 tones.png | tail -c 3; echo
# The same of a list, of what is coded, faster and higher than the MIDI file; names of sets are folders'.
mkdir -p coded/a
spk encode -q --model free --refine 0 tones.wav -o coded/a/tones.spk
printf 'midi\tspeed\ttranspose\ntones.mid\t1\t0\n' > list.tsv
spk analyse --list list.tsv --coded coded/a/ --coded ./coded/a -o tones.svg > two; echo "list $?"
cut -c 14- two | sed 1d | diff - <(cut -c 14- table | sed 1d; cut -c 14- table | sed 1d) && cut -c 1-4 two
grep -c '</svg>' tones.svg
printf 'midi\tspeed\ttranspose\ntones.mid\t2\t1\n' > list.tsv
spk analyse --list list.tsv --coded coded/a --csv moved.csv > /dev/null; cut -d , -f 4 moved.csv | sed 1d | sort -u | paste -sd ' '
spk analyse coded/a/tones.spk --midi none.mid | awk 'NR == 2 { print $2, $4, $8, $9 }'
# What a linear probe finds of the notes that it has learnt from, in events and in spectra.
printf 'midi\tspeed\ttranspose\ntones.mid\t1\t0\n' > list.tsv
sox tones.wav tones.flac
spk analyse --list list.tsv --coded coded/a --probe list.tsv --probe-midi . |
  awk 'NR > 1 { print $1, $2, ($5 > ($1 == "log-mel" ? 0.9 : 0.3) ? "found" : $0), $5 == $7, ($8 < $5 ? "more than by chance" : $0) }'
# What is wrong.
for wrong in "" "tones.wav" "tones.wav --midi a b" "--list list.tsv x.wav" "tones.wav --coded coded/a" \
    "--list list.tsv --coded coded/a --mu 3" "--list none.tsv" "none.wav --midi tones.mid" \
    "tones.wav --midi tones.wav" "tones.wav --midi none" "tones.wav --midi tones.mid -o tones.png" \
    "tones.wav --midi tones.mid --model none" "coded/a/tones.spk --midi tones.wav" "tones.mid --midi tones.mid" \
    "coded/a/tones.spk --midi none.mid -o none.png" "tones.wav --midi tones.mid --probe list.tsv" \
    "--list list.tsv --coded coded/a --probe none.tsv" "--list list.tsv --coded coded/a --probe list.tsv -o a.png"; do
  spk analyse $wrong > /dev/null; echo "$wrong: $?"
done
ls
