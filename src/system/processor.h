#pragma once

#include <cstdlib>
#include <string_view>

namespace spk {

// Which of its kernels LibTorch takes on this processor ("AVX512", "AVX2" or "default"), without
// loading it: the rule of ATen's compute_cpu_capability (aten/src/ATen/native/DispatchStub.cpp).
// ATEN_CPU_CAPABILITY in the environment chooses instead, as it does there.
inline std::string_view CpuCapability() {
  const char* variable = std::getenv("ATEN_CPU_CAPABILITY");
  const std::string_view told = variable == nullptr ? "" : variable;
  if (told == "avx512") return "AVX512";
  if (told == "avx2") return "AVX2";
  if (told == "default") return "default";
#if defined(__x86_64__)
  const bool fma = __builtin_cpu_supports("fma") != 0;
  const bool avx512 = __builtin_cpu_supports("avx512vl") != 0 &&
                      __builtin_cpu_supports("avx512bw") != 0 &&
                      __builtin_cpu_supports("avx512dq") != 0;
  if (fma && avx512) return "AVX512";
  if (fma && __builtin_cpu_supports("avx2") != 0) return "AVX2";
#endif
  return "default";
}

}  // namespace spk
