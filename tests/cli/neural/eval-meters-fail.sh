# What is wrong with a meter is said in one line: before the work where that can be known, else for
# each recording. Nothing stays behind.
sox "$CLIP" a.wav trim 0 2 && cp a.wav b.wav && mkdir tmp && export TMPDIR=$PWD/tmp
printf '#!/bin/sh\nprintf "\\033[2Jno\\nmore\\n" >&2\necho "$@" > heard\nexit 4\n' > bad && chmod +x bad
fails() { spk eval --steps 0 "$@" > /dev/null; echo $?; }
fails a.wav --meter 'x'
fails a.wav --meter 'x y=true {ref}'
fails a.wav --meter 'mel=true {ref}'
fails a.wav --meter 'x=true {ref}' --meter 'x=true {test}'
fails a.wav --meter 'x=true'
fails a.wav --meter "x=true '{ref}"
fails a.wav --meter 'x=./none {ref}'
fails a.wav --meter 'x=./bad {ref}'
fails a.wav b.wav --meter 'x=./bad {ref}'
fails a.wav --meter 'x=echo none {ref}'
fails a.wav --meter "x=sh -c 'kill -9 \$\$' {ref}"
# Stopped: neither the meter nor its sounds are left.
spk eval --steps 0 a.wav --meter "x=sh -c 'echo \$\$ > pid; sleep 100' {ref}" > /dev/null &
until [ -s pid ] || ! kill -0 $!; do sleep 0.1; done
kill -TERM $!
wait $! 2> /dev/null; echo $?
for _ in $(seq 100); do kill -0 -- "-$(cat pid)" 2> /dev/null || break; sleep 0.1; done
kill -0 -- "-$(cat pid)" 2> /dev/null && echo "the meter is still there"
rm pid heard && ls -A . tmp
