#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <istream>
#include <span>
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
  double density = 0;        // events per cell, 0..1
  uint64_t paper_bits = 0;   // PaperBits of its packing; adaptive: of the four's smallest
  uint64_t coded_bits = 0;   // of its payload as written
  uint64_t sparse_bits = 0;  // CodedBits of the smallest of the four sparse packings
  uint64_t offset = 0;       // in the file, bytes
  uint64_t bytes = 0;        // of the whole chunk
};

// Segments in each packing, by its value.
using PackingCounts = std::array<uint64_t, kAllPackings.size()>;

// What there is to know of a .spk file without its model.
struct FileSummary {
  FileHeader header;
  std::vector<Tag> tags;
  std::vector<SegmentSummary> segments;
  std::vector<Error> errors;  // empty for an intact file
  uint64_t unread = 0;  // segments whose events need the tables of the model, which were not given
  uint64_t bytes = 0;
  uint64_t frames = 0;  // at header.source_rate; what the segments hold where the end is missing

  double seconds() const;
  double kbps() const;  // of the whole file; 0 for an empty recording
  uint64_t events() const;
  uint64_t paper_bits() const;
  uint64_t coded_bits() const;
  uint64_t sparse_bits() const;
  // About what the file would take with each segment in the smallest of the four.
  uint64_t sparse_bytes() const;
  double events_per_second() const;
  double density() const;
  // Bytes of the chunks of one channel.
  uint64_t channel_bytes(int channel) const;
  PackingCounts packings() const;
};

// The event tables of a model, which outlive what is read with them; empty where there are none.
using FindTables = std::function<std::span<const uint8_t>(const ModelId& model)>;

// Reads the whole stream and goes on after damage. An error only where not even the header can be
// read, or the tables, if there are some, are not those of such a file. Without tables all is
// checked but the events that the adaptive coder wrote, and the checksum over all events. `find` is
// asked only where a file may have such.
Result<FileSummary> Summarize(std::istream& in, const FindTables& find = {});

}  // namespace spk
