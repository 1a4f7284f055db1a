// The binary event matrix z in {0,1}^(N x T) that the codec transmits.
#pragma once

#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace spk {

// N units by T steps of binary events, one bit each. A step's units are stored together, unit 0 in
// the most significant bit, so that a row reads like the dense payload.
class EventMatrix {
 public:
  static constexpr int kWordBits = 64;

  EventMatrix() = default;

  // All zero. units, steps >= 1.
  EventMatrix(int units, int steps)
      : units_(units),
        steps_(steps),
        row_words_((units + kWordBits - 1) / kWordBits),
        words_(static_cast<size_t>(row_words_) * static_cast<size_t>(steps)) {
    assert(units >= 1 && steps >= 1);
  }

  int units() const { return units_; }
  int steps() const { return steps_; }
  int row_words() const { return row_words_; }
  // units * steps, the largest possible number of events.
  uint64_t size() const { return static_cast<uint64_t>(units_) * static_cast<uint64_t>(steps_); }

  bool At(int unit, int step) const { return ((words_[Word(unit, step)] & Bit(unit)) != 0); }
  void Set(int unit, int step) { words_[Word(unit, step)] |= Bit(unit); }

  // S, the number of events.
  uint64_t CountEvents() const {
    uint64_t count = 0;
    for (const uint64_t word : words_) count += static_cast<uint64_t>(std::popcount(word));
    return count;
  }

  // The words of one step: ceil(units / 64) of them, unit u in bit 63 - u % 64 of word u / 64, bits
  // beyond the last unit zero.
  std::span<const uint64_t> Row(int step) const {
    return {words_.data() + Word(0, step), static_cast<size_t>(row_words_)};
  }
  std::span<uint64_t> Row(int step) {
    return {words_.data() + Word(0, step), static_cast<size_t>(row_words_)};
  }

  // Calls visit(unit) for every event of one step, units ascending.
  template <typename Visitor>
  void ForEachEventOf(int step, Visitor visit) const {
    int base = 0;
    for (uint64_t word : Row(step)) {
      while (word != 0) {
        const int bit = std::countl_zero(word);
        visit(base + bit);
        word &= ~(uint64_t{1} << (kWordBits - 1 - bit));
      }
      base += kWordBits;
    }
  }

  // Calls visit(unit, step) for every event, step by step, units ascending.
  template <typename Visitor>
  void ForEachEvent(Visitor visit) const {
    for (int step = 0; step < steps_; ++step) {
      ForEachEventOf(step, [&](int unit) { visit(unit, step); });
    }
  }

  bool operator==(const EventMatrix&) const = default;

 private:
  size_t Word(int unit, int step) const {
    assert(unit >= 0 && unit < units_ && step >= 0 && step < steps_);
    return static_cast<size_t>(step) * static_cast<size_t>(row_words_) +
           static_cast<size_t>(unit / kWordBits);
  }
  static uint64_t Bit(int unit) { return uint64_t{1} << (kWordBits - 1 - unit % kWordBits); }

  int units_ = 0;
  int steps_ = 0;
  int row_words_ = 0;
  std::vector<uint64_t> words_;
};

}  // namespace spk
