#pragma once

#include <cstdint>
#include <span>

namespace spk {

template <typename T>
void StoreLittleEndian(T value, std::span<uint8_t> bytes) {
  for (size_t i = 0; i < sizeof(T); ++i) bytes[i] = static_cast<uint8_t>(value >> (8 * i));
}

template <typename T>
T LoadLittleEndian(std::span<const uint8_t> bytes) {
  uint64_t value = 0;
  for (size_t i = 0; i < sizeof(T); ++i) value |= uint64_t{bytes[i]} << (8 * i);
  return static_cast<T>(value);
}

}  // namespace spk
