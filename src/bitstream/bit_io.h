// The bit stream of .spk: most significant bit first. All untrusted bytes are read through
// BitReader.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

namespace spk {

// A number that lies in memory with its most significant byte first, from or to one that can be
// calculated with.
inline uint32_t BigEndian(uint32_t word) {
  return std::endian::native == std::endian::big ? word : __builtin_bswap32(word);
}
inline uint64_t BigEndian(uint64_t word) {
  return std::endian::native == std::endian::big ? word : __builtin_bswap64(word);
}

class BitWriter {
 public:
  // Appends the low `bits` bits of value, 0 <= bits <= 32.
  void Write(uint64_t value, int bits) {
    assert(bits >= 0 && bits <= 32 && (value >> bits) == 0);
    pending_ = (pending_ << bits) | value;
    pending_bits_ += bits;
    if (pending_bits_ >= kFlushBits) {
      pending_bits_ -= kFlushBits;
      Append(static_cast<uint32_t>(pending_ >> pending_bits_), kFlushBits / 8);
    }
  }

  uint64_t bits_written() const { return bytes_.size() * 8 + static_cast<uint64_t>(pending_bits_); }

  // Appends the first `bits` bits of `bytes`.
  void Append(std::span<const uint8_t> bytes, uint64_t bits) {
    for (size_t i = 0; bits > 0; ++i) {
      const int count = static_cast<int>(std::min<uint64_t>(bits, 8));
      Write(static_cast<uint64_t>(bytes[i]) >> (8 - count), count);
      bits -= static_cast<uint64_t>(count);
    }
  }

  // Zero bits to a whole byte.
  void Align() { Write(0, static_cast<int>((8 - bits_written() % 8) % 8)); }

  // Pads with zero bits to a whole byte and gives the bytes away.
  std::vector<uint8_t> Finish() {
    const auto left = static_cast<uint32_t>(pending_ << (kFlushBits - pending_bits_));
    Append(left, static_cast<size_t>(pending_bits_ + 7) / 8);
    pending_bits_ = 0;
    return std::move(bytes_);
  }

 private:
  static constexpr int kFlushBits = 32;

  // The first `count` bytes of word, the most significant first.
  void Append(uint32_t word, size_t count) {
    const auto bytes = std::bit_cast<std::array<uint8_t, sizeof word>>(BigEndian(word));
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(count));
  }

  std::vector<uint8_t> bytes_;
  uint64_t pending_ =
      0;  // its low pending_bits_ (< kFlushBits between calls) are not in bytes_ yet
  int pending_bits_ = 0;
};

// Bounds-checked: reading past the end gives zeros and makes overrun() true for good.
class BitReader {
 public:
  explicit BitReader(std::span<const uint8_t> bytes) : BitReader(bytes, bytes.size() * 8) {}
  // The first `bits` bits of `bytes`.
  BitReader(std::span<const uint8_t> bytes, uint64_t bits) : bytes_(bytes), bits_(bits) {
    assert(bits <= bytes.size() * 8);
  }

  // The next `bits` bits, 0 <= bits <= 32.
  uint32_t Read(int bits) {
    assert(bits >= 0 && bits <= 32);
    if (static_cast<uint64_t>(bits) > bits_left()) {
      overrun_ = true;
      position_ = bits_;
      return 0;
    }
    if (bits == 0) return 0;
    const uint64_t window = Load(static_cast<size_t>(position_ / 8)) << (position_ % 8);
    position_ += static_cast<uint64_t>(bits);
    return static_cast<uint32_t>(window >> (64 - bits));
  }

  uint64_t bits_left() const { return bits_ - position_; }
  bool overrun() const { return overrun_; }

  // Zero bits to a whole byte; false where they are not zero.
  bool Align() { return Read(static_cast<int>((8 - position_ % 8) % 8)) == 0; }

  // All that is left, from its own first byte on.
  std::vector<uint8_t> Rest() {
    std::vector<uint8_t> rest;
    rest.reserve(static_cast<size_t>(bits_left() + 7) / 8);
    while (bits_left() >= 8) rest.push_back(static_cast<uint8_t>(Read(8)));
    const int last = static_cast<int>(bits_left());
    if (last > 0) rest.push_back(static_cast<uint8_t>(Read(last) << (8 - last)));
    return rest;
  }

  // True when nothing but fewer than 8 zero bits is left.
  bool AtZeroPadding() {
    const uint64_t left = bits_left();
    return left < 8 && Read(static_cast<int>(left)) == 0 && !overrun_;
  }

 private:
  // Eight bytes from `offset`, the first most significant; zeros beyond the end.
  uint64_t Load(size_t offset) const {
    uint64_t word = 0;
    std::memcpy(&word, bytes_.data() + offset, std::min(sizeof word, bytes_.size() - offset));
    return BigEndian(word);
  }

  std::span<const uint8_t> bytes_;
  uint64_t bits_;
  uint64_t position_ = 0;  // in bits, at most bits_
  bool overrun_ = false;
};

}  // namespace spk
