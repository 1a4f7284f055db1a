// Events of a transform: coefficients that are whole numbers, each written as the events of its
// digits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "spk/event_matrix.h"

namespace spk {

// Bins by steps of coefficients q, |q| <= kLargest. In base 4 each digit that is not 0 is one
// event: most coefficients are small, and one event says sign, place and digit. A bin has the units
// of its positive digits, then those of its negative ones: digit d of place p is unit
//   bin * kUnitsABin + (q < 0 ? kDigits : 0) + (kBase - 1) * p + d - 1.
class GradedMatrix {
 public:
  static constexpr int kBase = 4;
  static constexpr int kPlaces = 6;
  static constexpr int kDigits = (kBase - 1) * kPlaces;  // units of one sign
  static constexpr int kUnitsABin = 2 * kDigits;
  static constexpr int kLargest = (1 << (2 * kPlaces)) - 1;  // 4095

  // All zero. bins, steps >= 1.
  GradedMatrix(int bins, int steps)
      : bins_(bins),
        steps_(steps),
        values_(static_cast<size_t>(bins) * static_cast<size_t>(steps)) {}

  // Nothing where the units are no whole bins, or a coefficient has two signs or two digits in one
  // place.
  static std::optional<GradedMatrix> Of(const EventMatrix& events);
  EventMatrix ToEvents() const;

  int bins() const { return bins_; }
  int steps() const { return steps_; }
  std::span<int16_t> Row(int step) {
    return {values_.data() + static_cast<size_t>(step) * static_cast<size_t>(bins_),
            static_cast<size_t>(bins_)};
  }
  std::span<const int16_t> Row(int step) const {
    return {values_.data() + static_cast<size_t>(step) * static_cast<size_t>(bins_),
            static_cast<size_t>(bins_)};
  }

  // Events of a coefficient: digits of |q| that are not 0.
  static int EventsOf(int q);

  bool operator==(const GradedMatrix&) const = default;

 private:
  int bins_;
  int steps_;
  std::vector<int16_t> values_;  // [steps, bins]
};

}  // namespace spk
