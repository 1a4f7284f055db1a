#!/usr/bin/env bash
# The one test command: set-up, lint, the parts without LibTorch under sanitizers (address, undefined
# behaviour; threads), build, all tests, clang-tidy.
set -euo pipefail
cd "$(dirname "$0")/.."
export OMP_WAIT_POLICY=passive  # spinning OpenMP threads starve whatever runs beside them

scripts/setup.sh --tests
scripts/lint.sh --format

for preset in asan tsan release; do
  cmake --preset "$preset" -DSPK_WARNINGS_AS_ERRORS=ON
  cmake --build --preset "$preset"
  ctest --preset "$preset" -j "$(nproc)"
done
# Once more as on a processor without AVX-512 and bfloat16.
ATEN_CPU_CAPABILITY=avx2 ONEDNN_MAX_CPU_ISA=AVX2 ctest --preset release -j "$(nproc)" -L model
scripts/lint.sh --tidy
