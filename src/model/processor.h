#pragma once

#include <torch/types.h>

#include <cstdlib>
#include <string_view>

#include "model/precision.h"

namespace spk {

// Whether bfloat16 is the quicker one there: on GPUs and where the processor multiplies it.
// Elsewhere a training step of the compact model takes 17 times as long as with float32 (AMD EPYC
// with AVX2: 15 s for 0.85 s). ATEN_CPU_CAPABILITY makes a processor a lesser one, to try how those
// fare.
inline bool PaysBfloat16(const torch::Device& device) {
  if (!device.is_cpu()) return true;
  const char* told = std::getenv("ATEN_CPU_CAPABILITY");
  return HasBfloat16() && (told == nullptr || std::string_view(told) == "avx512");
}

}  // namespace spk
