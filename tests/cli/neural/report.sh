# A page that holds what it shows; bad inputs are reported and the rest is shown.
cp "$CLIP" a.flac && echo "no audio at all" > bad.wav && echo old > old.html
spk report --steps 0 --duration 3 a.flac bad.wav -o page.html; echo $?
grep -c '^<tr><td data-value="a.flac">' page.html
grep -o 'src="[^;]*' page.html
grep -c 'https\?:' page.html
spk report --steps 0 a.flac -o old.html; echo $?
spk report --steps 0 bad.wav -o none.html; echo $?
spk report --steps 0 --start 60 a.flac -o none.html; echo $?
spk report a.flac; echo $?
cat old.html; ls
