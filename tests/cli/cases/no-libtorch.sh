# The program must not load LibTorch before there is work for it: it takes a third of a second.
ldd "$(command -v spk)" | grep -cE 'lib(torch|c10)'
start=$(date +%s%N)
for _ in 1 2 3 4 5 6 7 8 9 10; do spk --version > /dev/null; done
# 20 ms a start on an idle machine; ten times that still tells LibTorch's load time.
[ $((($(date +%s%N) - start) / 10000000)) -lt 200 ] || echo "slow start"
