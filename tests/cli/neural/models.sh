spk models | awk '{ print $1 }' | head -1
spk models | grep -c '^free '
spk models --json | grep -c '"name":"free"'
