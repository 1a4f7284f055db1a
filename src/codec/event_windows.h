// Joins the segments of a .spk file to the windows that the decoder sees.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "spk/spk_file.h"

namespace spk {

// One channel of a segment with steps of its neighbours around it.
struct EventChannel {
  int channel = 0;  // 0 = mono or mid, 1 = side
  EventMatrix events;
  std::vector<uint8_t> mu;       // compression prompts, one a step of `events`
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
  // From segment `first` on, with so many steps of the neighbours.
  EventWindows(const FileHeader& header, uint64_t first, int margin);

  // The first segment whose events a window needs.
  uint64_t first_needed() const { return begin_; }

  // In the order of the file.
  void Add(Segment segment);
  // A segment whose place is known and whose events are lost.
  void AddLost(uint64_t index, int steps);
  // No more will come.
  void End() { ended_ = true; }

  // The next window whose segment and neighbours have come; nothing until more have, or at the end.
  std::optional<EventWindow> Next();

  // What the segments hold, in frames of the recording: its length where the end is missing.
  uint64_t frames() const;

 private:
  using Slot = std::array<std::optional<Segment>, 2>;  // the channels of a segment

  Slot* At(uint64_t index);
  EventWindow Cut(uint64_t index);
  EventChannel CutChannel(const Segment& segment, const Segment* left, const Segment* right) const;

  FileHeader header_;
  int margin_;
  uint64_t next_;            // index of the window to come
  uint64_t begin_;           // index of slots_[0]
  std::deque<Slot> slots_;   // no gaps; a lost segment's is empty
  uint64_t last_steps_ = 0;  // of the newest segment
  bool ended_ = false;
};

}  // namespace spk
