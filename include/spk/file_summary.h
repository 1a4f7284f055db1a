#pragma once

#include <array>
#include <cstdint>
#include <istream>
#include <vector>

#include "spk/spk_file.h"

namespace spk {

struct SegmentSummary {
  uint64_t index = 0;
  int channel = 0;
  Packing packing = Packing::kDense;
  int steps = 0;
  int mu = 0;
  uint64_t events = 0;
  double density = 0;       // events per cell, 0..1
  uint64_t paper_bits = 0;  // PaperBits of its packing
  uint64_t coded_bits = 0;  // CodedBits of its packing
  uint64_t offset = 0;      // in the file, bytes
  uint64_t bytes = 0;       // of the whole chunk
};

// What there is to know of a .spk file without its model.
struct FileSummary {
  FileHeader header;
  std::vector<Tag> tags;
  std::vector<SegmentSummary> segments;
  std::vector<Error> errors;  // empty for an intact file
  uint64_t bytes = 0;
  uint64_t frames = 0;  // at header.source_rate; what the segments hold where the end is missing

  double seconds() const;
  double kbps() const;  // of the whole file; 0 for an empty recording
  uint64_t events() const;
  uint64_t paper_bits() const;
  uint64_t coded_bits() const;
  double events_per_second() const;
  double density() const;
  // Bytes of the chunks of one channel.
  uint64_t channel_bytes(int channel) const;
  // Number of segments in each packing, by tag.
  std::array<uint64_t, 4> packings() const;
};

// Reads the whole stream and goes on after damage. An error only where not even the header can be
// read.
Result<FileSummary> Summarize(std::istream& in);

}  // namespace spk
