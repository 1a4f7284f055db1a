#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "spk/error.h"
#include "spk/spk_file.h"

namespace spk {

// "NAME=value", FORMAT.md section 6. kUsage when the name is empty or not printable ASCII without
// '='.
Result<std::vector<uint8_t>> EncodeTag(const Tag& tag);
// kCorrupt when the body is not of that form.
Result<Tag> DecodeTag(std::span<const uint8_t> body);

}  // namespace spk
