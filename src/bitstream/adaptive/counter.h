#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "bitstream/adaptive/logistic.h"

namespace spk {

// How often a context was followed by a one: a running mean whose rate falls as 1/n, to settle
// fast, down to 1/kMostSeen, to go on adapting; and one of a fixed rate, for what changes.
class Counter {
 public:
  static constexpr int kMostSeen = 255;

  // `probability` of 1/65536, as if `seen` bits had come already.
  Counter(int probability, int seen)
      : slow_(static_cast<uint32_t>(probability) << kFraction),
        seen_(seen),
        fast_(static_cast<uint16_t>(probability)) {}

  int slow() const { return static_cast<int>(slow_ >> kFraction); }
  int fast() const { return fast_; }
  int seen() const { return seen_; }

  void Update(bool bit) {
    const int64_t goal = bit ? int64_t{kProbabilityOne - 1} << kFraction : 0;
    slow_ = static_cast<uint32_t>(slow_ + ((goal - slow_) * kReciprocal[Seen()] >> 16));
    const int fast_goal = bit ? kProbabilityOne - 1 : 0;
    fast_ = static_cast<uint16_t>(fast_ + ((fast_goal - fast_) >> kFastShift));
    if (seen_ < kMostSeen) ++seen_;
  }

 private:
  static constexpr int kFraction = 6;   // a slow mean needs 22 bits to move at all
  static constexpr int kFastShift = 4;  // a rate of 1/16
  // 65536 / (n + 1.5), in integers.
  static constexpr auto kReciprocal = [] {
    std::array<int, kMostSeen + 1> table{};
    for (int n = 0; n <= kMostSeen; ++n) table[static_cast<size_t>(n)] = 2 * 65536 / (2 * n + 3);
    return table;
  }();
  size_t Seen() const { return static_cast<size_t>(seen_); }

  uint32_t slow_;
  int32_t seen_;
  uint16_t fast_;
};

}  // namespace spk
