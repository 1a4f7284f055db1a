// One segment as the body of a chunk, FORMAT.md section 4.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "spk/error.h"
#include "spk/spk_file.h"

namespace spk {

struct SegmentCode {
  uint8_t chunk_type = 0;
  std::vector<uint8_t> body;
};

// Nothing where `segment` can be coded under `header`, else kUsage and the reason.
Result<void> ValidateSegment(const FileHeader& header, const Segment& segment);

// `packed.segment` is valid.
SegmentCode EncodeSegment(const FileHeader& header, const PackedSegment& packed);

// What a segment says of itself first.
struct SegmentPrefix {
  uint8_t sequence = 0;  // index modulo 256
  int channel = 0;
  int steps = 0;
};

// kCorrupt when the body breaks a rule of the format, kNotSpk when it has a stream that must be
// understood and is not. Both read a chunk of any segment type.
Result<SegmentPrefix> DecodeSegmentPrefix(const FileHeader& header, uint8_t chunk_type,
                                          std::span<const uint8_t> body);
// All but the index, the offset and the chunk size, which the body alone does not tell. The rules
// on the payload are the packing family's to check.
Result<PackedSegment> DecodeSegment(const FileHeader& header, uint8_t chunk_type,
                                    std::span<const uint8_t> body);

}  // namespace spk
