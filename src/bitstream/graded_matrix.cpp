#include "bitstream/graded_matrix.h"

#include <bit>
#include <cstdlib>

namespace spk {

std::optional<GradedMatrix> GradedMatrix::Of(const EventMatrix& events) {
  if (events.units() % kUnitsABin != 0) return std::nullopt;
  GradedMatrix graded(events.units() / kUnitsABin, events.steps());
  bool is_number = true;
  for (int step = 0; step < events.steps(); ++step) {
    const std::span<int16_t> row = graded.Row(step);
    events.ForEachEventOf(step, [&](int unit) {
      int16_t& q = row[static_cast<size_t>(unit / kUnitsABin)];
      const bool negative = unit % kUnitsABin >= kDigits;
      const int place = unit % kDigits / (kBase - 1);
      const int digit = unit % kDigits % (kBase - 1) + 1;
      // Units of a bin come by sign, then place: what stands there already is positive or lower.
      const int one = 1 << (2 * place);
      if (q != 0 && ((q < 0) != negative || std::abs(q) >= one)) is_number = false;
      q = static_cast<int16_t>(negative ? q - digit * one : q + digit * one);
    });
  }
  if (!is_number) return std::nullopt;
  return graded;
}

EventMatrix GradedMatrix::ToEvents() const {
  EventMatrix events(bins_ * kUnitsABin, steps_);
  for (int step = 0; step < steps_; ++step) {
    int unit = 0;
    for (const int16_t q : Row(step)) {
      int rest = std::abs(q);
      for (int base = unit + (q < 0 ? kDigits : 0); rest > 0; base += kBase - 1) {
        if (const int digit = rest % kBase; digit > 0) events.Set(base + digit - 1, step);
        rest /= kBase;
      }
      unit += kUnitsABin;
    }
  }
  return events;
}

int GradedMatrix::EventsOf(int q) {
  const auto size = static_cast<unsigned>(std::abs(q));
  constexpr unsigned kLowBits = 0x555;  // of each digit
  return std::popcount((size | size >> 1U) & kLowBits);
}

}  // namespace spk
