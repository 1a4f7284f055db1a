#include "bitstream/base128.h"

#include <algorithm>

namespace spk {

void AppendBase128(size_t value, std::vector<uint8_t>* bytes) {
  for (; value >= 0x80; value >>= 7) bytes->push_back(static_cast<uint8_t>(value | 0x80U));
  bytes->push_back(static_cast<uint8_t>(value));
}

std::optional<Base128> ParseBase128(std::span<const uint8_t> bytes) {
  Base128 number;
  for (const uint8_t byte : bytes.first(std::min(bytes.size(), kMaxBase128Bytes))) {
    number.value |= size_t{byte & 0x7FU} << (7 * number.bytes);
    ++number.bytes;
    if ((byte & 0x80U) == 0) {
      const bool minimal = byte != 0 || number.bytes == 1;
      return minimal ? std::optional(number) : std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace spk
