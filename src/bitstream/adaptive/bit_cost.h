#pragma once

#include <cmath>

#include "bitstream/adaptive/logistic.h"

namespace spk {

// In the place of a range coder: the bits that decisions would take.
class BitCost {
 public:
  bool Code(bool bit, int probability) {
    const double p = static_cast<double>(probability) / kProbabilityOne;
    bits_ -= std::log2(bit ? p : 1 - p);
    return bit;
  }
  double bits() const { return bits_; }

 private:
  double bits_ = 0;
};

}  // namespace spk
