// Binary arithmetic coding over bytes: range coding (Martin 1979; Witten, Neal & Cleary 1987) of
// ones and zeros with 32-bit bounds and no carry, as in Mahoney's "Data Compression Explained",
// section 3.2. FORMAT.md, section 4.6.1.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace spk {

// The interval of all numbers that begin with what is coded, of which the first 32 bits that are
// still open are kept. Coder and decoder narrow it alike.
class CodingInterval {
 public:
  // The last number that says "one", for a one of `probability`/65536, 1 .. 65535.
  uint32_t Split(int probability) const {
    const uint64_t width = high_ - low_;
    return low_ + static_cast<uint32_t>((width * static_cast<uint32_t>(probability)) >> 16U);
  }
  void Narrow(bool bit, uint32_t split) { bit ? high_ = split : low_ = split + 1; }

  // Whether the first byte is settled, and moving on to the next.
  bool IsByteSettled() const { return ((low_ ^ high_) >> 24U) == 0; }
  uint8_t SettledByte() const { return static_cast<uint8_t>(high_ >> 24U); }
  void NextByte() {
    low_ <<= 8U;
    high_ = high_ << 8U | 0xFFU;
  }

  // The number in the interval with the most zero bits at its end, cut to whole bytes: as few bytes
  // as possible say where a stream ended, since a reader takes zeros for what is not there.
  uint32_t Shortest() const;

 private:
  uint32_t low_ = 0;
  uint32_t high_ = 0xFFFFFFFF;
};

class RangeEncoder {
 public:
  // Returns `bit`, so that encoder and decoder read alike.
  bool Code(bool bit, int probability) {
    interval_.Narrow(bit, interval_.Split(probability));
    while (interval_.IsByteSettled()) {
      bytes_.push_back(interval_.SettledByte());
      interval_.NextByte();
    }
    return bit;
  }

  // All bytes; the last one is not zero.
  std::vector<uint8_t> Finish();

 private:
  CodingInterval interval_;
  std::vector<uint8_t> bytes_;
};

class RangeDecoder {
 public:
  // Behind `bytes` are zeros without end.
  explicit RangeDecoder(std::span<const uint8_t> bytes) : bytes_(bytes) {
    for (int i = 0; i < 4; ++i) value_ = value_ << 8U | NextByte();
  }

  // The argument keeps the place of the encoder's bit.
  bool Code(bool /*bit*/, int probability) {
    const uint32_t split = interval_.Split(probability);
    const bool bit = value_ <= split;
    interval_.Narrow(bit, split);
    while (interval_.IsByteSettled()) {
      interval_.NextByte();
      value_ = value_ << 8U | NextByte();
    }
    return bit;
  }

  // Whether the bytes are exactly those that an encoder of these bits would have written.
  bool AtEnd() const;

 private:
  uint32_t NextByte() {
    const uint32_t byte = position_ < bytes_.size() ? bytes_[position_] : 0;
    ++position_;
    return byte;
  }

  std::span<const uint8_t> bytes_;
  size_t position_ = 0;  // of the byte after those in value_
  uint32_t value_ = 0;
  CodingInterval interval_;
};

}  // namespace spk
