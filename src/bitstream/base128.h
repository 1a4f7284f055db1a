// Lengths in base 128: seven bits a byte, least significant group first, the top bit set on every
// byte but the last; in as few bytes as possible, at most 3.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace spk {

inline constexpr size_t kMaxBase128Bytes = 3;  // up to 2^21 - 1

struct Base128 {
  size_t value = 0;
  size_t bytes = 0;
};

// value < 2^21.
void AppendBase128(size_t value, std::vector<uint8_t>* bytes);

// Of the first of `bytes`; nothing when it is not finished, too long or not as short as possible.
std::optional<Base128> ParseBase128(std::span<const uint8_t> bytes);

}  // namespace spk
