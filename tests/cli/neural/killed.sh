# Killed 20 times at random and started again with the same command, it finishes: every output
# complete and the one an undisturbed run gives, no debris. -f on damaged ones makes it replace too.
mkdir in && for i in $(seq 30); do sox "$CLIP" in/$i.wav trim $((i / 2)) 6; done
spk encode -q -r in --output-dir whole --jobs 2
mkdir out && for i in 3 9 12; do echo "damaged" > out/$i.spk; done
RANDOM=7
for i in $(seq 20); do
  spk encode -q -r in --output-dir out --skip-existing --jobs 2 &
  sleep "0.$((RANDOM % 6 + 2))"
  kill -9 $! 2> /dev/null
  wait $! 2> /dev/null
  [ "$(ls out | wc -l)" -lt 30 ] || rm out/2?.spk out/1.spk
done
spk encode -q -r in --output-dir out --skip-existing --jobs 2 && diff -r whole out && ls -A out | wc -l
