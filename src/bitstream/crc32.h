#pragma once

#include <cstdint>
#include <span>

namespace spk {

// CRC-32 of ISO 3309 and RFC 1952 (reflected polynomial 0xEDB88320): the one of zip and PNG.
// `previous` continues the sum of the bytes before.
uint32_t Crc32(std::span<const uint8_t> bytes, uint32_t previous = 0);

}  // namespace spk
