#pragma once

#include <ATen/autocast_mode.h>

namespace spk {

// Switches CPU autocast off for a scope: transforms, thresholds and losses keep their digits while
// the convolutions around them run in bfloat16.
class FullPrecision {
 public:
  FullPrecision() : was_enabled_(at::autocast::is_cpu_enabled()) {
    at::autocast::set_cpu_enabled(false);
  }
  ~FullPrecision() { at::autocast::set_cpu_enabled(was_enabled_); }
  FullPrecision(const FullPrecision&) = delete;
  FullPrecision& operator=(const FullPrecision&) = delete;
  FullPrecision(FullPrecision&&) = delete;
  FullPrecision& operator=(FullPrecision&&) = delete;

 private:
  bool was_enabled_;
};

}  // namespace spk
