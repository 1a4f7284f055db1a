// The rules on the sequence of segments and the totals that the end chunk states, FORMAT.md
// sections 4.3 and 5; the same for writer and reader.
#pragma once

#include <cstdint>
#include <set>
#include <utility>

#include "spk/error.h"
#include "spk/spk_file.h"

namespace spk {

class SegmentOrder {
 public:
  explicit SegmentOrder(const FileHeader& header) : header_(header) {}

  struct Place {
    uint64_t index = 0;
    uint64_t gap = 0;   // segments that are missing before it
    bool late = false;  // it comes after those that follow it
  };
  // Where a segment belongs, FORMAT.md section 7; kCorrupt where there is no place for it: it
  // repeats another. unread: bytes between the chunk before it and this one.
  Result<Place> PlaceOf(uint8_t sequence, int channel, uint64_t unread) const;

  // Whether what the end chunk states may be true, some segments being lost; `unread` as above.
  // whole: segments before the first damage.
  bool MayEndWith(const EndOfFile& end, uint32_t whole, uint64_t unread) const;

  // What is wrong if a segment of `steps` steps comes next, as kCorrupt; the message reads after
  // "segment N ".
  Result<void> Check(uint64_t index, int channel, int steps) const;
  void Add(uint64_t index, int channel, int steps);
  // One that is late.
  void AddLate(uint64_t index, int channel) { missing_.erase({index, channel}); }

  // kCorrupt when a recording of `source_frames` would have other segments than those added.
  Result<void> CheckLength(uint64_t source_frames) const;

  uint32_t segments() const { return segments_; }

 private:
  // Whether so many segments may have been lost.
  bool MayBeLost(uint64_t count, uint64_t unread) const;
  bool ended() const { return last_steps_ < header_.steps; }

  FileHeader header_;
  uint64_t next_index_ = 0;  // one more than the newest index of any channel
  int last_channel_ = 1;     // of the newest segment
  int last_steps_ = header_.steps;
  uint64_t total_steps_ = 0;  // of channel 0
  uint32_t segments_ = 0;
  std::set<std::pair<uint64_t, int>> missing_;  // indexes and channels of the last gaps
};

}  // namespace spk
