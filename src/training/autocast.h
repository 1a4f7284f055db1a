#pragma once

#include <ATen/autocast_mode.h>

namespace spk {

// bfloat16 for the convolutions of a scope. The weights cast for it live as long as the scope, as
// the optimiser changes them after it.
class Autocast {
 public:
  explicit Autocast(bool on) : was_enabled_(at::autocast::is_cpu_enabled()) {
    at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
    at::autocast::set_cpu_enabled(on);
    at::autocast::increment_nesting();
  }
  ~Autocast() {
    if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
    at::autocast::set_cpu_enabled(was_enabled_);
  }
  Autocast(const Autocast&) = delete;
  Autocast& operator=(const Autocast&) = delete;
  Autocast(Autocast&&) = delete;
  Autocast& operator=(Autocast&&) = delete;

 private:
  bool was_enabled_;
};

}  // namespace spk
