#pragma once

#include <torch/types.h>

#include <cstdlib>
#include <string_view>

#include "model/precision.h"

namespace spk {

// Whether the environment makes this processor a lesser one for LibTorch's kernels or for oneDNN's,
// to try how those fare. oneDNN then has no bfloat16, and LibTorch, which asks the processor only,
// throws where it is used.
inline bool IsHeldBack() {
  const char* kernels = std::getenv("ATEN_CPU_CAPABILITY");
  return (kernels != nullptr && std::string_view(kernels) != "avx512") ||
         std::getenv("ONEDNN_MAX_CPU_ISA") != nullptr;
}

// Whether bfloat16 is the quicker one there: on GPUs and where the processor multiplies it.
// Elsewhere a training step of the compact model takes 17 times as long as with float32 (AMD EPYC
// with AVX2: 15 s for 0.85 s).
inline bool PaysBfloat16(const torch::Device& device) {
  return !device.is_cpu() || (HasBfloat16() && !IsHeldBack());
}

}  // namespace spk
