#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "spk/spk_file.h"

namespace spk {

inline constexpr size_t kHeaderBytes = 36;

// The most bytes of a chunk's body in a file of this header, FORMAT.md section 3.
size_t MaxChunkBody(const FileHeader& header);

// The header as bytes, FORMAT.md section 2.
std::array<uint8_t, kHeaderBytes> EncodeHeader(const FileHeader& header);

// kNotSpk for a foreign magic, version or packing family; kCorrupt for damage or a broken rule.
// `bytes` may be shorter than a header: a file that ends early is judged by what is there.
Result<FileHeader> DecodeHeader(std::span<const uint8_t> bytes);

}  // namespace spk
