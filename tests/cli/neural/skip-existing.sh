# What is whole and of this recording is passed over; what is not is made anew.
mkdir in && for i in 1 2 3 4; do sox "$CLIP" in/$i.wav trim $i 1; done
spk encode -q -r in --output-dir out && cp -r out first
head -c 100 first/2.spk > out/2.spk             # truncated
sox "$CLIP" in/3.wav trim 5 2                   # another recording
rm out/4.spk
spk encode -r in --output-dir out --skip-existing --log log
sed -E 's/.*"input":"([^"]*)".*"status":"([^"]*)".*/\1 \2/' log | sort  # two jobs, so in any order
cmp out/1.spk first/1.spk && cmp out/2.spk first/2.spk && cmp out/4.spk first/4.spk
spk info out/3.spk | awk 'NR == 2 { print $1 }'
spk decode -q --steps 0 -r out --output-dir back && head -c 1000 back/1.wav > x && mv x back/1.wav
spk decode --steps 0 -r out --output-dir back --skip-existing && ls back && soxi -D back/1.wav
for shard in 1/3 2/3 3/3; do spk encode -q -r in --output-dir shards --shard $shard; done; ls shards
spk encode -q -r in --shard 4/3
