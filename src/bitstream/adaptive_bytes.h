#pragma once

#include <cstdint>
#include <span>

#include "spk/error.h"
#include "spk/packing.h"

namespace spk {

// The payload of the adaptive coder, as far as it can be checked without tables; else kCorrupt.
Result<std::span<const uint8_t>> AdaptiveBytes(const PackedEvents& packed, int units, int steps);

}  // namespace spk
