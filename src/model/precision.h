#pragma once

#include <ATen/autocast_mode.h>
#include <torch/version.h>

namespace spk {

// LibTorch renamed these when autocast came to more kinds of device.
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
inline bool IsAutocastEnabled(c10::DeviceType device) {
  return at::autocast::is_autocast_enabled(device);
}
inline void EnableAutocast(c10::DeviceType device, bool enabled) {
  at::autocast::set_autocast_enabled(device, enabled);
  at::autocast::set_autocast_dtype(device, at::kBFloat16);
}
#else
inline bool IsAutocastEnabled(c10::DeviceType device) {
  return device == c10::kCUDA ? at::autocast::is_enabled() : at::autocast::is_cpu_enabled();
}
inline void EnableAutocast(c10::DeviceType device, bool enabled) {
  if (device == c10::kCUDA) {
    at::autocast::set_enabled(enabled);
    at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
  } else {
    at::autocast::set_cpu_enabled(enabled);
    at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
  }
}
#endif

// Switches autocast to bfloat16 on or off for a scope, on the CPU and on GPUs.
class AutocastScope {
 public:
  explicit AutocastScope(bool enabled)
      : cpu_(IsAutocastEnabled(c10::kCPU)), cuda_(IsAutocastEnabled(c10::kCUDA)) {
    EnableAutocast(c10::kCPU, enabled);
    EnableAutocast(c10::kCUDA, enabled);
  }
  ~AutocastScope() {
    EnableAutocast(c10::kCPU, cpu_);
    EnableAutocast(c10::kCUDA, cuda_);
  }
  AutocastScope(const AutocastScope&) = delete;
  AutocastScope& operator=(const AutocastScope&) = delete;
  AutocastScope(AutocastScope&&) = delete;
  AutocastScope& operator=(AutocastScope&&) = delete;

 private:
  bool cpu_;
  bool cuda_;
};

// Transforms, thresholds and losses keep their digits while the convolutions around them run in
// bfloat16.
class FullPrecision : public AutocastScope {
 public:
  FullPrecision() : AutocastScope(false) {}
};

// Convolutions and matrix products in bfloat16. End the scope before backward(): weights cast
// inside it are dropped at its end.
class Bfloat16 : public AutocastScope {
 public:
  Bfloat16() : AutocastScope(true) {}
  ~Bfloat16() { at::autocast::clear_cache(); }
  Bfloat16(const Bfloat16&) = delete;
  Bfloat16& operator=(const Bfloat16&) = delete;
  Bfloat16(Bfloat16&&) = delete;
  Bfloat16& operator=(Bfloat16&&) = delete;
};

// Whether the processor multiplies bfloat16: elsewhere it is slower than float32.
inline bool HasBfloat16() {
#ifdef __x86_64__
  return __builtin_cpu_supports("avx512bf16") != 0;
#else
  return false;
#endif
}

}  // namespace spk
