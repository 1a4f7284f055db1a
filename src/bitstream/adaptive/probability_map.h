#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "bitstream/adaptive/logistic.h"

namespace spk {

// Adaptive probability map: what really followed such a prediction in such a context (secondary
// symbol estimation). 33 buckets over the log odds, between which it interpolates.
class ProbabilityMap {
 public:
  static constexpr int kBuckets = 33;

  // Starts as the identity.
  static int Identity(int bucket) {
    return Squash(ClampLogit((bucket - kBuckets / 2) * int64_t{kSpacing}));
  }

  // Where log odds fall: between this bucket and the next, `weight`/kSpacing of the way.
  struct Place {
    int bucket = 0;
    int weight = 0;
  };
  static Place At(int logit) {
    const int shifted = logit + kBuckets / 2 * kSpacing;
    return {shifted / kSpacing, shifted % kSpacing};
  }
  static int Read(std::span<const uint16_t> row, Place place) {
    const auto i = static_cast<size_t>(place.bucket);
    return (row[i] * (kSpacing - place.weight) + row[i + 1] * place.weight) / kSpacing;
  }
  // The nearer bucket moves by 1/64.
  static void Learn(std::span<uint16_t> row, Place place, bool bit) {
    const auto i = static_cast<size_t>(place.bucket) + (place.weight >= kSpacing / 2 ? 1 : 0);
    const int goal = bit ? kProbabilityOne - 1 : 0;
    row[i] = static_cast<uint16_t>(row[i] + ((goal - row[i]) >> 6));
  }

 private:
  static constexpr int kSpacing = (2 * (kMaxLogit + 1)) / (kBuckets - 1);  // 192
};

}  // namespace spk
