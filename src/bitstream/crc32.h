#pragma once

#include <cstdint>
#include <span>

namespace spk {

// CRC-32 of `bytes` as in ISO 3309 / RFC 1952 (reflected polynomial 0xEDB88320), the one of zip,
// PNG and Ethernet.
uint32_t Crc32(std::span<const uint8_t> bytes);

}  // namespace spk
