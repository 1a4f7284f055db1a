# The meter of notes over stand-ins for npm and Node.js: it installs once however many start, brings
# recordings to what is transcribed, and counts a note once, within 50 ms.
mkdir bin && export PATH=$PWD/bin:$PATH XDG_CACHE_HOME=$PWD/cache
cat > bin/npm << 'P'
#!/bin/sh
echo install >> npm.log
sleep 1
for word; do [ "$before" = --prefix ] && mkdir "$word/node_modules"; before=$word; done
P
cat > bin/node << 'P'
#!/bin/sh
shift
echo "$* bytes, $(cat | wc -c) in all, $(ls -d "$NODE_PATH" | xargs dirname | xargs basename)" >> node.log
echo "Hello from a library!"
cat notes.json
P
chmod +x bin/*
meter=$CONFIGS/../../scripts/meters/notes
sox -n -r 22050 -c 1 -b 16 a.wav synth 1 sine 440 && sox -n -r 48000 -c 2 b.flac synth 2 sine 440
echo '[[[1, 60]], [[1.04, 60]]]' > notes.json
for i in 1 2 3; do "$meter" a.wav b.flac > "$i.txt" & done
wait
cat ./?.txt npm.log
sort -u node.log
heard() { echo "$1" > notes.json; "$meter" --print all a.wav a.wav; }
heard '[[], []]'
heard '[[[1, 60]], []]'
heard '[[], [[1, 60]]]'
heard '[[[2, 60], [1, 60], [1.02, 60], [3, 61]], [[2.06, 60], [1.03, 60], [3.049, 61]]]'
"$meter" --print recall a.wav a.wav && "$meter" --print precision a.wav a.wav
"$meter" none.wav a.wav; echo $?
printf '#!/bin/sh\necho "no memory" >&2; exit 1' > bin/node
"$meter" a.wav a.wav; echo $?
