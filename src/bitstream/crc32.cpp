#include "bitstream/crc32.h"

#include <zlib.h>

namespace spk {

uint32_t Crc32(std::span<const uint8_t> bytes, uint32_t previous) {
  return static_cast<uint32_t>(crc32_z(previous, bytes.data(), bytes.size()));
}

}  // namespace spk
