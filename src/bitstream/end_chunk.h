#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "spk/error.h"
#include "spk/spk_file.h"

namespace spk {

inline constexpr size_t kEndBytes = 16;

// The body of the end chunk, FORMAT.md section 5.
std::array<uint8_t, kEndBytes> EncodeEnd(const EndOfFile& end);
// kCorrupt when it has another size or more frames than kMaxFrames.
Result<EndOfFile> DecodeEnd(std::span<const uint8_t> body);

}  // namespace spk
