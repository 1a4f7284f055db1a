// The streams that a segment carries beside its events, FORMAT.md section 4.5.
#pragma once

#include <vector>

#include "bitstream/bit_io.h"
#include "spk/error.h"
#include "spk/spk_file.h"

namespace spk {

// Whether they can be written: few enough, by ascending type.
bool AreValidStreams(const std::vector<SegmentStream>& streams);

void WriteStreams(const std::vector<SegmentStream>& streams, BitWriter& writer);

// kCorrupt when a rule is broken, kNotSpk for a type that must be understood.
Result<std::vector<SegmentStream>> ReadStreams(BitReader& reader);

}  // namespace spk
