# The .spk files that are there are measured as those that eval makes itself; what a journal knows is not
# measured again, and gives the same figures to the last bit. A meter tells what was measured.
mkdir -p in/deep && sox "$CLIP" in/a.wav trim 0 3 && sox "$CLIP" in/deep/b.wav trim 3 4
spk encode -q -r in --output-dir out
cat > meter << 'EOF'
#!/bin/sh
echo >> calls
stat -c %s "$2"
EOF
chmod +x meter
calls() { [ ! -e calls ] || wc -l < calls; rm -f calls; }
measure() { spk eval -f --steps 0 --meter 'm=./meter {ref} {test}' "$@" > table; echo "exit $?, meters run: $(calls)"; }
figures() {  # all but speeds and memory
  python3 -c '
import csv, sys
for row in csv.DictReader(open(sys.argv[1])):
    print(sorted((k, v) for k, v in row.items() if "speed" not in k and "memory" not in k))' "$1"
}
measure in --csv new.csv
measure --coded out in --csv coded.csv
diff <(figures new.csv) <(figures coded.csv) && echo the same figures
measure --coded out in/a.wav --journal j --csv x.csv; wc -l < j  # out/in/a.spk is not there
cd in && ln -s ../meter meter
measure --coded ../out a.wav --journal ../j --csv x.csv
printf '{"input":"deep/b.wav","recor' >> ../j  # it was killed here
measure --coded ../out a.wav deep/b.wav --journal ../j --jobs 2 --csv ../journal.csv
measure --coded ../out a.wav deep/b.wav --journal ../j --csv ../again.csv; wc -l < ../j
diff <(figures ../journal.csv) <(figures ../again.csv) && echo the same figures
diff <(figures ../coded.csv | sed 's|in/||') <(figures ../again.csv) && echo and the same as without
touch a.wav && measure --coded ../out a.wav --journal ../j        # the same bytes
sox "$CLIP" a.wav trim 10 3 && measure --coded ../out a.wav --journal ../j  # another recording
sox "$CLIP" a.wav trim 0 3
spk encode -q -f --mu 20 a.wav -o ../out/a.spk && measure --coded ../out a.wav --journal ../j  # another coding
for refine in '--refine 0' '' '--refine 1'; do  # the second is the model's own way, the third the same
  # shellcheck disable=SC2086  # two words or none
  measure --model free $refine a.wav --journal ../k
done
spk eval --coded ../out --mono a.wav; echo $?
spk eval --decoded ../out --journal ../j a.wav; echo $?
spk eval --coded ../out --model none a.wav; echo $?
