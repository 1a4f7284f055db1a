# What is smeared into the time before attacks: 0 for the same recording, the decibels that a decode adds before attacks and
# nowhere else, and nothing to measure where nothing begins.
python3 - << 'P'
import array, wave
def write(name, before, loud=8000):
    samples = array.array('h')
    for second in range(4):
        samples.extend((before if i >= 9000 else 10) * (-1) ** i for i in range(11025))
        samples.extend(loud * (-1) ** i for i in range(4410))
        samples.extend(10 * (-1) ** i for i in range(6615))
    with wave.open(name, 'wb') as file:
        file.setparams((1, 2, 22050, 0, 'NONE', ''))
        file.writeframes(samples.tobytes())
write('a.wav', 10)
write('smeared.wav', 100)
write('quiet.wav', 10, 10)
P
attacks=$CONFIGS/../../scripts/attacks.py
"$attacks" a.wav a.wav
"$attacks" a.wav smeared.wav
"$attacks" a.wav smeared.wav a.wav a.wav
"$attacks" --above 1200 a.wav smeared.wav
"$attacks" --rise 80 a.wav smeared.wav
"$attacks" quiet.wav a.wav
sox a.wav -b 24 b.wav
"$attacks" a.wav b.wav; echo $?
"$attacks" a.wav none.wav; echo $?
