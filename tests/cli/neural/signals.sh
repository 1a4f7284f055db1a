# INT, TERM and HUP end it wherever it waits, at once, and leave nothing; what was ignored when it
# started stays ignored.
sox "$CLIP" a.wav trim 0 5 && spk encode -q a.wav && mkfifo fifo stalled
mkdir music && cp a.wav music/
cat > recipe.json <<END
{"model": "$(realpath --relative-to . "$CONFIGS")/compact.json", "steps": 1000,
 "phases": [{"until": 1, "batch": 8, "window_steps": 32}]}
END
cat > try.py <<'P'
import os, signal, subprocess, sys, time
def ends(name, command, number, **more):
    process = subprocess.Popen(command, **more)
    time.sleep(2.5)
    process.send_signal(number)
    start = time.time()
    try:
        code = process.wait(4)
    except subprocess.TimeoutExpired:
        code = 'late'
        process.kill()
        process.wait()
    print(name, signal.Signals(number).name, code)
quiet, pipe = subprocess.DEVNULL, subprocess.PIPE
stalled = os.open('stalled', os.O_RDWR)
for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
    ends('reading', ['spk', 'encode', '-', '-o', 'x.spk'], number, stdin=pipe)
    ends('fifo', ['spk', 'encode', 'fifo', '-o', 'x.spk'], number)
    ends('coded fifo', ['spk', 'decode', 'fifo', '-o', 'x.wav'], number)
    ends('stdout', ['spk', 'decode', 'a.spk', '-c'], number, stdout=stalled, stderr=quiet)
    ends('refining', ['spk', 'encode', '--model', 'free', '--refine', '1000', 'a.wav', '-o', 'x.spk'], number)
    ends('info', ['spk', 'info', '-'], number, stdin=pipe, stdout=quiet)
# A training saves what it has at the first; it does not get to that after the second.
train = subprocess.Popen(['spk', 'train', '--config', 'recipe.json', '--corpus', 'music', '--run', 'run',
                          '--cache', 'cache'], stderr=quiet)
while not os.path.exists('run/steps.csv'):
    time.sleep(0.05)
time.sleep(0.5)
train.send_signal(signal.SIGINT)
time.sleep(0.02)
train.send_signal(signal.SIGINT)
print('training, twice', train.wait(), os.path.exists('run/checkpoint.pt'))
ends('ignored', ['sh', '-c', 'trap "" INT; exec spk encode fifo -o x.spk'], signal.SIGINT)
P
python3 try.py
ls
