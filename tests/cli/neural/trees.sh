# What is odd about a tree costs the files concerned, and the rest is done.
mkdir -p in/sub/deep in/.hidden 'in/[2004]' in/two in/shut && cd in
sox -n -r 16000 a.wav synth 0.2 sine 440
for name in sub/b.WAV sub/deep/c.Wav '[2004]/d.wav' 'two/Sonata No. 2.wav' two/x.wav .hidden/e.wav ._a.wav sub/.f.wav shut/g.wav $'two/\xff.wav'; do
  cp a.wav "$name"
done
cp a.wav two/x.flac.wav && sox a.wav two/x.flac
ln -s ../sub two/linked && ln -s .. sub/deep/up && ln -s nowhere.wav sub/dangling.wav && mkfifo sub/pipe.wav
cd ..
chmod 0 in/shut
as_user() { if [ "$(id -u)" -eq 0 ]; then chmod 777 . && setpriv --reuid 65534 --clear-groups "$@"; else "$@"; fi; }
as_user spk encode -q -r in --output-dir out --log logs/new/log.jsonl; echo "tree $?"
chmod 700 in/shut
(cd out && find . -type f | sort | cat -v)
python3 - <<'P'
import json, os
entries = [json.loads(line) for line in open('logs/new/log.jsonl')]
print(sorted((os.fsencode(e['input']), e.get('code', 0)) for e in entries if e['status'] == 'failed' or not e['input'].isascii()))
P
rm -rf out
spk encode -q in/a.wav in/a.wav in/sub/b.WAV --output-dir out; echo "twice $?"
(cd out && find . -type f | sort)
(cd in && spk encode -q -r '[2004]' --output-dir ../out2 && cd ../out2 && find . -type f)
cp in/a.wav 'Sonata No. 2' && spk encode -q 'Sonata No. 2' && ls Sonata*
cp in/a.wav '{}' && cp in/a.wav '[a,b]' && spk encode -q '{}' '[a,b]' && ls '{}.spk' '[a,b].spk'
spk encode -q in/a.wav -o new/folder/ && ls new/folder
spk encode -q in/a.wav -o ''; echo "empty $?"
spk encode -q in/a.wav --output-dir ''; echo "empty $?"
printf '\xef\xbb\xbfin/a.wav\r\n\n   \nin/sub/b.WAV' > list && spk encode -q --filelist list --output-dir l1 && (cd l1 && find . -type f | sort)
printf 'in/a.wav\0in/two/x.wav\0' | spk encode -q --filelist - --output-dir l2 && (cd l2 && find . -type f | sort)
printf 'in/a.wav\0' | spk encode -q -0 --filelist - --output-dir l3 && (cd l3 && find . -type f | sort)
cp out/in/a.spk in/CODED.SPK && spk test -r in
