#pragma once

#include <ATen/autocast_mode.h>

namespace spk {

// Switches CPU autocast on or off for a scope.
class AutocastScope {
 public:
  explicit AutocastScope(bool enabled) : was_enabled_(at::autocast::is_cpu_enabled()) {
    at::autocast::set_cpu_enabled(enabled);
  }
  ~AutocastScope() { at::autocast::set_cpu_enabled(was_enabled_); }
  AutocastScope(const AutocastScope&) = delete;
  AutocastScope& operator=(const AutocastScope&) = delete;
  AutocastScope(AutocastScope&&) = delete;
  AutocastScope& operator=(AutocastScope&&) = delete;

 private:
  bool was_enabled_;
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
  Bfloat16() : AutocastScope(true) { at::autocast::set_autocast_cpu_dtype(at::kBFloat16); }
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
