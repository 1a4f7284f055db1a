# Tables learnt from files of one model, and what cannot be learnt from.
good=$GOLDEN/good
spk tables -q --hidden 2 --lags 2 --passes 1 "$good"/time-9-percent.spk -o x.tables
head -c 3 x.tables; wc -c < x.tables
spk tables -q --hidden 2 --lags 2 --passes 1 "$good"/time-9-percent.spk -o again.tables && cmp x.tables again.tables
spk tables --hidden 2 --lags 2 --passes 1 "$good"/time-9-percent.spk -o x.tables
echo "exists: $?"
spk tables -q "$good"/time-9-percent.spk "$good"/adaptive-one-unit.spk -o y.tables
echo "coded adaptively: $?"
spk tables -q "$good"/no-frames.spk -o y.tables
echo "nothing: $?"
spk tables -q -r CODED -o y.tables
echo "not there: $?"
ls
