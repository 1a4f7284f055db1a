# A blind test of a codec of our own and one that is a command: the page holds its clips, the manifest tells which is
# which. The clips are those whose hashes it has, of one length, at 48 kHz in 16 bits.
mkdir music && sox "$CLIP" music/a.wav trim 0 4 && sox "$CLIP" 'music/b c,d.flac' trim 6 3 && sox -n music/silent.wav trim 0 2
spk listen music -o test --codec sparse:refine=0 --codec low='sox {in} -r 4000 {out}' \
  --codec half='sh -c "head -c 999 $0 > $1 && cp $0 $2" {in} {coded} {out}'; echo $?
(cd test && find . -type f | sort)
cat > figures.py << 'P'
import hashlib, json
manifest = json.load(open('test/manifest.json'))
for trial in manifest['trials']:
    print(trial['trial'], trial['recording'], trial['start'], trial['seconds'])
    for stimulus in trial['stimuli']:
        data = open('test/' + stimulus['file'], 'rb').read()
        print(' ', stimulus['stimulus'], hashlib.sha256(data).hexdigest() == stimulus['sha256'],
              stimulus['kbps'] and 0.5 < stimulus['kbps'] < 4)
print([codec.get('model') or codec['commands'][0][0] for codec in manifest['codecs']], manifest['seed'])
P
python3 figures.py
for what in r b c s; do soxi -$what test/clips/01-a/*.flac | sort -u; done
grep -c 'https\?:' test/test.html
spk listen music/a.wav -o test --codec low='cp {in} {out}'; echo $?
