// A small generator of the golden files' own: the standard distributions differ between libraries.
#pragma once

#include <cstdint>

namespace spk {

class Lcg {
 public:
  explicit Lcg(uint32_t seed) : state_(seed) {}
  uint32_t Below(uint32_t limit) {
    state_ = state_ * 1664525U + 1013904223U;
    return static_cast<uint32_t>((uint64_t{state_} * limit) >> 32);
  }
  int Between(int least, int most) {
    return least + static_cast<int>(Below(static_cast<uint32_t>(most - least + 1)));
  }

 private:
  uint32_t state_;
};

}  // namespace spk
