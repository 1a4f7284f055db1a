# The second line: LibTorch as it was built with, and the kernels that it will take here, by the flags that
# Linux knows of the processor.
has() { grep -m 1 '^flags' /proc/cpuinfo | grep -qw "$1"; }
if has fma && has avx512vl && has avx512bw && has avx512dq; then kernels=AVX512
elif has fma && has avx2; then kernels=AVX2
else kernels=default
fi
unset ATEN_CPU_CAPABILITY
spk --version | sed -n 2p | grep -xE "LibTorch [0-9]+\.[0-9]+\.[0-9]+.*, $kernels" | wc -l
ATEN_CPU_CAPABILITY=default spk --version | sed -n '2s/.*, //p'
