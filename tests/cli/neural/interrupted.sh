# Ctrl-C ends it by the signal and leaves no debris.
python3 - <<'P'
import random, wave
with wave.open('long.wav', 'wb') as f:
    f.setnchannels(1), f.setsampwidth(2), f.setframerate(8000)
    block = random.Random(1).randbytes(16000)
    for _ in range(3600):
        f.writeframes(block)
P
timeout --preserve-status -s INT 2 spk encode long.wav; echo $?
ls -A
