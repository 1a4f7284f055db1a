# Ratings of a listening test: screened, means with intervals, pairs with their p; a table, a file and a picture.
ratings() {  # SESSION REFERENCE FREE OPUS: ratings in ten trials, of which the first is a tie
  echo "session_test_id,session_uuid,listener,trial_id,rating_stimulus,rating_score,rating_time,kbps"
  for trial in 1 2 3 4 5 6 7 8 9 10; do
    echo "t,$1,\"L, $1\",$trial,reference,$2,1.0,"
    echo "t,$1,\"L, $1\",$trial,free,$3,1.0,3.$trial"
    echo "t,$1,\"L, $1\",$trial,opus:12,$([ "$trial" = 1 ] && echo "$3" || echo "$4"),1.0,12.5"
  done
}
ratings 1 100 60 70 > a.csv
ratings 2 95 50 66 > b.csv
ratings 3 80 90 10 > deaf.csv
spk listen --results a.csv b.csv deaf.csv --csv out.csv -o out.svg; echo $?
cat out.csv
grep -c '<svg' out.svg
spk listen --results a.csv -o out.png && head -c 4 out.png | tail -c 3; echo
# What is wrong is told.
spk listen --results a.csv -o out.png; echo $?
spk listen --results deaf.csv; echo $?
spk listen --results a.csv a.csv; echo $?
sed 's/^t,/u,/' b.csv > other.csv && spk listen --results a.csv other.csv; echo $?
spk listen --results "$CLIP"; echo $?
spk listen --results none.csv; echo $?
for arguments in "" "--results a.csv b.wav" "a.csv" "a.csv -o x --codec free:mu=99" "a.csv -o x --codec x=y" "a.csv -o x --duration 13" \
  "a.csv -o x --csv y.csv" "a.csv -o x --codec none" "none.wav -o x"; do
  spk listen $arguments; echo $?
done
ls
