# INT, TERM and HUP end it wherever it waits, at once, and leave nothing; what was ignored when it
# started stays ignored.
sox "$CLIP" a.wav trim 0 5 && spk encode -q a.wav && mkfifo fifo coded stalled
mkdir music && cp a.wav music/
cat > recipe.json <<END
{"model": "$(realpath --relative-to . "$CONFIGS")/compact.json", "steps": 1000,
 "phases": [{"until": 1, "batch": 8, "window_steps": 32}]}
END
cat > try.py <<'P'
import os, signal, subprocess, sys, time
def begin(name, command, **more):
    return name, subprocess.Popen(command, **more)
def end(name, process, number):
    process.send_signal(number)
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
    waiting = [
        begin('reading', ['spk', 'encode', '-', '-o', 'r.spk'], stdin=pipe),
        begin('fifo', ['spk', 'encode', 'fifo', '-o', 'f.spk']),
        begin('coded fifo', ['spk', 'decode', 'coded', '-o', 'x.wav']),
        begin('stdout', ['spk', 'decode', 'a.spk', '-c'], stdout=stalled, stderr=quiet),
        begin('refining', ['spk', 'encode', '--model', 'free', '--refine', '1000', 'a.wav', '-o', 'x.spk']),
        begin('info', ['spk', 'info', '-'], stdin=pipe, stdout=quiet)]
    time.sleep(5)  # until all of them wait
    for name, process in waiting:
        end(name, process, number)
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
stubborn = begin('ignored', ['sh', '-c', 'trap "" INT; exec spk encode fifo -o x.spk'])
time.sleep(2.5)
end(*stubborn, signal.SIGINT)
P
python3 try.py
ls
