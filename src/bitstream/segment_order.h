// The rules on the sequence of segments and the totals that the end chunk states, FORMAT.md
// sections 4.3 and 5; the same for writer and reader.
#pragma once

#include <cstdint>

#include "spk/error.h"
#include "spk/spk_file.h"

namespace spk {

class SegmentOrder {
 public:
  explicit SegmentOrder(const FileHeader& header) : header_(header) {}

  // The smallest index that may follow and is `sequence` modulo 256.
  uint64_t IndexOf(uint8_t sequence, int channel) const;

  // What is wrong if a segment of `steps` steps comes next, as kCorrupt; the message reads after
  // "segment N ".
  Result<void> Check(uint64_t index, int channel, int steps) const;
  void Add(uint64_t index, int channel, int steps);

  // Adds the matrix to events_crc(): its index, channel, steps and cells.
  void AddEvents(const Segment& segment);

  // kCorrupt when a recording of `source_frames` would have other segments than those added.
  Result<void> CheckLength(uint64_t source_frames) const;

  uint32_t segments() const { return segments_; }
  uint32_t events_crc() const { return events_crc_; }

 private:
  bool ended() const { return last_steps_ < header_.steps; }

  FileHeader header_;
  uint64_t next_index_ = 0;  // one more than the newest index of any channel
  int last_channel_ = 1;     // of the newest segment
  int last_steps_ = header_.steps;
  uint64_t total_steps_ = 0;  // of channel 0
  uint32_t segments_ = 0;
  uint32_t events_crc_ = 0;
};

}  // namespace spk
