#!/usr/bin/env bash
# aged.sh CHECK_FIGURES: a small tree of a model, its figures and a stand-in for spk, in which nothing is wrong at
# first, and everything once the weights are others.
set -u
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root/models" "$root/tests/evaluation"

# weights ID SI-SNR: what the stand-in says of the model, and of one of another folder.
weights() {
  cat > "$root/spk" << END
#!/bin/sh
echo '{"name":"a","id":"$1","file":"'"$root"'/models/a.safetensors","card":{"validation":{"real":
  {"si_snr":$2,"log_mel":4.5,"log_mel_over_2_khz":6.25}}}}' | tr -d '\n'
echo
echo '{"name":"b","id":"0","file":"/elsewhere/b.safetensors","card":{}}'
END
  chmod +x "$root/spk"
}

# pinned ID DATE: adds figures of these weights.
pinned() {
  history="${history:+$history, }{\"model\": \"a\", \"id\": \"$1\", \"date\": \"$2\"}"
  echo "{\"history\": [$history]}" > "$root/tests/evaluation/expected_quality.json"
}

cat > "$root/models/a.md" << 'END'
| weights | `1111111111111111` |

On 2026-01-02:

| set | SI-SNR | log-mel | over 2 kHz |
|---|---|---|---|
| real | 9.12 dB | 4.50 dB | 6.25 dB |
END
cat > "$root/README.md" << 'END'
On 2026-01-02:

| codec | SI-SNR |
|---|---|
| spk a, coarse | 9.12 |
| MP3 | 17.79 |
END
check() { python3 "$1" "$root/spk" "$root"; echo $?; }
history=""
{
  weights 1111111111111111 9.119
  pinned 1111111111111111 2026-01-01
  check "$1"
  pinned 1111111111111111 2026-02-01 # once more: they are of the first date
  check "$1"
  weights 2222222222222222 10.119
  check "$1"
  pinned 2222222222222222 2026-03-01
  sed -i 's/spk a, coarse | 9.12/spk a, coarse | 10.12/' "$root/README.md"
  sed -i '$p' "$root/models/a.md"
  check "$1"
} | diff - <(cat << 'END'
every figure is of the models that are here
0
every figure is of the models that are here
0
expected_quality.json: its last figures of a are not of 2222222222222222
models/a.md: does not name its weights, 2222222222222222
models/a.md: the last validation's si_snr of real, 10.119, is missing
1
models/a.md: does not name its weights, 2222222222222222
models/a.md: its newest date is before 2026-03-01, when these weights were pinned
models/a.md: the last validation's si_snr of real, 10.119, is missing
models/a.md: a row stands twice: | real | 9.12 dB | 4.50 dB | 6.25 dB |
README.md: the table of a has a date before 2026-03-01, when its weights were pinned
README.md: models/a.md has no 10.12, as here: | spk a, coarse | 10.12 |
1
END
)
