# Tags by a file: beside the recording's own, in place of those of the same name; other tags make another file.
sox "$CLIP" --add-comment 'TITLE=Old' --add-comment 'ALBUM=Own' a.flac trim 0 1 && cp a.flac b.flac
tags() { spk info --json "$1" | python3 -c '
import json, sys
print([tag for tag in json.load(sys.stdin)["tags"] if tag[0] not in ("MODEL", "SOURCE")])'; }
printf 'a.flac\ttitle=Étude = 3\na.flac\tCOMPOSER=Chopin\na.flac\tCOMPOSER=Frédéric\nelse.wav\tTITLE=no\n' > tags.tsv
spk encode -q --tags tags.tsv a.flac b.flac && tags a.spk && tags b.spk
spk encode --skip-existing --tags tags.tsv a.flac b.flac 2>&1 | grep nothing
printf 'b.flac\tTITLE=New\n' > tags.tsv
spk encode -q --skip-existing --tags tags.tsv a.flac b.flac && tags b.spk
spk decode -q b.spk -o back.flac && soxi -a back.flac | grep -v ^software | sort
for line in 'a.flac TITLE=blank' $'a.flac\tno value' $'a.flac\t=nameless' $'a.flac\tTITLE=\xff'; do
  printf 'b.flac\tX=Y\n%s\n' "$line" > wrong.tsv
  spk encode -f --tags wrong.tsv a.flac; echo $?
done
spk encode -f --tags none.tsv a.flac; echo $?
