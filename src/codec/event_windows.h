// Cuts a .spk stream into the windows that the decoder sees.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "spk/spk_reader.h"

namespace spk {

// One channel of a segment with steps of its neighbours around it.
struct EventChannel {
  int channel = 0;  // 0 = mono or mid, 1 = side
  EventMatrix events;
  int before = 0;                // steps of `events` in front of the segment
  int after = 0;                 // and behind it
  std::vector<int8_t> loudness;  // points of the segment and the nearest ones of its neighbours
  int loudness_before = 0;       // points in front of the segment's
};

struct EventWindow {
  uint64_t index = 0;
  int steps = 0;                       // of the segment
  std::vector<EventChannel> channels;  // those that are there; none: silence
};

// Windows come out in order, for every segment up to the last, also the lost ones.
class EventWindows {
 public:
  // Starts at segment `first`. With keep_going, damage is collected in errors() and is silence;
  // without, it is an error.
  EventWindows(SpkReader* reader, uint64_t first, int margin, bool keep_going);

  // Nothing when all is done.
  Result<std::optional<EventWindow>> Next();

  const std::vector<Tag>& tags() const { return tags_; }  // those read so far
  const std::vector<Error>& errors() const { return errors_; }
  // Frames of the recording; where the end is missing, what the segments hold. Known when Next()
  // has returned nothing.
  uint64_t frames() const { return frames_; }

 private:
  using Slot = std::array<std::optional<Segment>, 2>;  // the channels of a segment

  Result<void> Read();
  void Take(FileItem item);
  Slot* At(uint64_t index);
  EventWindow Cut(uint64_t index);

  SpkReader* reader_;
  int margin_;
  bool keep_going_;
  uint64_t next_;            // index of the window to come
  uint64_t begin_;           // index of slots_[0]
  std::deque<Slot> slots_;   // no gaps; a lost segment's is empty
  uint64_t last_steps_ = 0;  // of the newest segment
  std::optional<uint64_t> end_frames_;
  std::vector<Tag> tags_;
  std::vector<Error> errors_;
  uint64_t frames_ = 0;
};

}  // namespace spk
