# What is no piano, through the default model: it comes back as long as it was; a quality and a rate that were asked for
# are kept, or it is said of which file they are not.
mkdir in && cd in || exit
make() { sox -R -n -r 22050 -c 1 "$1.wav" "${@:2}"; }
make clicks synth 0.001 square 1000 pad 0 0.249 repeat 15
make hiss synth 1 whitenoise vol 0.0001
make noise synth 1 whitenoise vol 0.5
make silence trim 0 4
make sines synth 4 sine 440 synth 4 sine mix 3000 vol 0.5
make speech synth 8 sawtooth 120-180 tremolo 4 90 lowpass 900 vol 0.5
make square synth 4 square 220 vol 0.5
cd ..
for option in "--mu 17" "--min-si-snr 9" "--bitrate 2"; do
  rm -rf coded back
  # shellcheck disable=SC2086  # two words
  spk encode -q $option -r in --output-dir coded 2> said; echo "$option: $?"
  spk test -q -r coded && spk decode -q -r coded --output-dir back
  for name in in/*.wav; do [ "$(soxi -s "$name")" = "$(soxi -s "back/${name#in/}")" ] || echo "$name has another length"; done
  grep -v clicks said | sort  # few in a segment: near a rate, or not
  spk eval -f --coded coded in --csv eval.csv > table
  python3 - "$option" <<'P'
import csv, sys
missed = {line.split(': ')[1] for line in open('said')}
for row in csv.DictReader(open('eval.csv')):
    if row['file'] in missed or row['file'] == 'total' or row['steps'] == '0':
        continue
    if 'si-snr' in sys.argv[1] and row['si_snr'] and float(row['si_snr']) < 8.8:
        print(row['file'], 'has', row['si_snr'], 'dB')
    if 'mu' in sys.argv[1] and row['file'].endswith(('hiss.wav', 'noise.wav')) and float(row['kbps']) > 2:
        print(row['file'], 'has', row['kbps'], 'kbit/s, and nothing but noise')
    if 'bitrate' in sys.argv[1] and float(row['kbps']) > 2.1:
        print(row['file'], 'has', row['kbps'], 'kbit/s')
P
done
