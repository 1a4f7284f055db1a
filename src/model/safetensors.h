// The safetensors container (github.com/huggingface/safetensors): a JSON header that names every
// tensor, then the raw bytes. No code, no pickle; can be memory-mapped. No LibTorch here.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "spk/error.h"

namespace spk {

enum class TensorType { kFloat16, kFloat32, kInt64, kUint8 };

struct TensorEntry {
  std::string name;
  TensorType type = TensorType::kFloat32;
  std::vector<int64_t> shape;  // [] is a single number
  uint64_t begin = 0;          // bytes from the start of the data
  uint64_t end = 0;
};

struct SafetensorsHeader {
  std::map<std::string, std::string> metadata;
  std::vector<TensorEntry> tensors;  // in the order of their bytes
  uint64_t data_start = 0;           // in the file
};

std::string_view Name(TensorType type);  // "F16", "F32", "I64", "U8"
uint64_t SizeOf(TensorType type);        // bytes

// Parses and checks the header of a complete file: sizes within the bytes that are there, shapes
// that match them, tensors side by side without gap or overlap up to the last byte, no name twice.
// Memory taken is bounded by the header's own length.
Result<SafetensorsHeader> ParseSafetensors(std::span<const uint8_t> file);

// The bytes that go in front of the data: length, JSON, spaces up to a multiple of 8. The data of
// `tensors` follow in the order given; begin, end and data_start are ignored.
std::string WriteSafetensorsHeader(const SafetensorsHeader& header);

}  // namespace spk
