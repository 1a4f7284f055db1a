# Damage costs what was damaged: segments that are repeated, swapped, moved, cut out or spliced in,
# and ends that are forged. The program and the independent reader must find the same.
cat > mutate.py <<'P'
import importlib.util, json, os, struct, subprocess, sys, zlib
spec = importlib.util.spec_from_file_location('read_spk', os.environ['GOLDEN'] + '/read_spk.py')
spk = importlib.util.module_from_spec(spec)
spec.loader.exec_module(spk)

def chunks(data):
    at, found = 36, []
    while at < len(data):
        kind, body, end = spk.read_chunk(data, at)
        found.append(data[at:end])
        at = end
    return found

def chunk(kind, body):
    return (lambda b: b + struct.pack('<I', zlib.crc32(b)))(bytes([kind, len(body)]) + body)

def end(frames, segments):
    return chunk(0x20, struct.pack('<QII', frames, segments, 0))

def show(name, data, parts):
    path = name.replace(' ', '-') + '.spk'
    open(path, 'wb').write(data[:36] + b''.join(parts))
    out = subprocess.run(['spk', 'info', '--json', path], capture_output=True)
    info = json.loads(out.stdout)
    mine = [(s['index'], s['channel'], s['steps']) for s in info['segments']]
    segments, frames = spk.go_on(open(path, 'rb').read())
    same = 'same' if (segments, frames) == (mine, info['frames']) else f'{mine, info["frames"]} != {segments, frames}'
    print(f'{name}: exit {out.returncode}, {len(mine)} segments, {info["frames"]} frames, {same}')

many = open(os.environ['GOLDEN'] + '/good/many-segments.spk', 'rb').read()
m = chunks(many)
print(len(m) - 1, 'segments')
show('twice', many, m[:5] + m[4:])
show('first again in the middle', many, m[:300] + m[:1] + m[300:])
show('last again in the middle', many, m[:300] + m[598:599] + m[300:])
show('two swapped', many, m[:7] + [m[8], m[7]] + m[9:])
show('two far apart swapped', many, m[:7] + [m[207]] + m[8:207] + [m[7]] + m[208:])
show('one cut out', many, m[:7] + m[8:])
show('hundred cut out', many, m[:7] + m[107:])
show('two hundred overwritten', many, m[:7] + [b'\0' * len(b''.join(m[7:207]))] + m[207:])
show('all again', many, m[:-1] * 2 + m[-1:])
show('backwards', many, m[:20][::-1] + m[-1:])
show('end too early', many, m[:10] + m[-1:])
show('end too late', many, m[:10] + [end(1 << 40, 600)])
show('end too late twice', many, m[:10] + [end(1 << 40, 1 << 31)])
show('end of nothing', many, m[:10] + [end(0, 0)])
stereo = open(os.environ['GOLDEN'] + '/good/stereo.spk', 'rb').read()
s = chunks(stereo)
for i in range(len(s) - 1):
    show(f'stereo {i} twice', stereo, s[:i + 1] + s[i:])
    show(f'stereo {i} swapped', stereo, s[:i] + s[i:i + 2][::-1] + s[i + 2:])
    show(f'stereo {i} cut out', stereo, s[:i] + s[i + 1:])
import random
draw = random.Random(1)
bad = 0
for _ in range(40):
    parts = list(m[:60])
    for _ in range(draw.randrange(1, 6)):
        i, j = draw.randrange(60), draw.randrange(60)
        kind = draw.randrange(5)
        if kind == 0: parts.insert(i, m[j])
        elif kind == 1: parts[i % len(parts)], parts[j % len(parts)] = parts[j % len(parts)], parts[i % len(parts)]
        elif kind == 2: del parts[i % len(parts)]
        elif kind == 3: parts.insert(i, draw.randbytes(draw.randrange(200)))
        else: parts[i % len(parts)] = parts[i % len(parts)][:-2] + draw.randbytes(2)
    data = many[:36] + b''.join(parts + [end(60 * 1024, 60)])
    open('random.spk', 'wb').write(data)
    info = json.loads(subprocess.run(['spk', 'info', '--json', 'random.spk'], capture_output=True).stdout)
    mine = [(x['index'], x['channel'], x['steps']) for x in info['segments']], info['frames']
    bad += mine != spk.go_on(data)
print('random: differ', bad)
P
python3 mutate.py
