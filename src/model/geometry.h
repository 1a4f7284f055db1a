// What the codec must know of a network before it can code what that makes.
#pragma once

#include <cstdint>

#include "model/config.h"
#include "spk/geometry.h"

namespace spk {

// 1.49 s a loudness point and 5.94 s a segment, as near as whole steps come.
Geometry MakeGeometry(int64_t sample_rate, int64_t hop, int64_t units);
Geometry GeometryOf(const AutoencoderConfig& config);

// Nothing where the format and the segmenter bear the network's events, else kModel and what they
// do not.
Result<void> CheckCodable(const AutoencoderConfig& config);

}  // namespace spk
