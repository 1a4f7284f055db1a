#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "bitstream/adaptive/logistic.h"

namespace spk {

// The weighted sum of predictions' log odds; weights go down the gradient of the bits spent
// (Mahoney 2005). Several sets of weights, each chosen by a small context, are summed.
namespace mixer {

inline constexpr int kWeightBits = 16;                 // 65536 is a weight of 1
inline constexpr int kStoredShift = kWeightBits - 12;  // of weights in event tables: 4096 is 1
inline constexpr int kMaxWeight = 8 << kWeightBits;
// Slow: what the weights should be is known from hours of events, and faster ones wander off in a
// segment and lose more than they find.
inline constexpr int kRateShift = 19;

// In 1/256, not yet clamped.
inline int64_t Dot(std::span<const int32_t> weights, std::span<const int> inputs) {
  int64_t sum = 0;
  for (size_t i = 0; i < inputs.size(); ++i) sum += int64_t{weights[i]} * inputs[i];
  return sum;
}

// `error` = goal - probability, in 1/65536.
inline void Learn(std::span<int32_t> weights, std::span<const int> inputs, int error) {
  for (size_t i = 0; i < inputs.size(); ++i) {
    const int64_t step = int64_t{inputs[i]} * error;
    const int64_t moved = weights[i] + ((step + (1 << (kRateShift - 1))) >> kRateShift);
    weights[i] = static_cast<int32_t>(std::clamp<int64_t>(moved, -kMaxWeight, kMaxWeight));
  }
}

}  // namespace mixer

}  // namespace spk
