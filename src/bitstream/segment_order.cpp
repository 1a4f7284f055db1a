#include "bitstream/segment_order.h"

#include <array>

#include "bitstream/bit_io.h"
#include "bitstream/crc32.h"
#include "bitstream/little_endian.h"

namespace spk {

uint64_t SegmentOrder::IndexOf(uint8_t sequence, int channel) const {
  const bool same_index_may_follow = next_index_ > 0 && channel > last_channel_;
  const uint64_t smallest = same_index_may_follow ? next_index_ - 1 : next_index_;
  return smallest + static_cast<uint8_t>(sequence - smallest);
}

Result<void> SegmentOrder::Check(uint64_t index, int channel, int steps) const {
  const bool is_side = channel == 1;
  if (is_side && (index + 1 != next_index_ || last_channel_ == 1)) {
    return Fail(ErrorCode::kCorrupt, "is a side without its mid");
  }
  if (is_side && steps != last_steps_) {
    return Fail(ErrorCode::kCorrupt, "is not as long as its mid");
  }
  if (!is_side && ended()) return Fail(ErrorCode::kCorrupt, "follows a short segment");
  if (!is_side && index != next_index_) {
    return Fail(ErrorCode::kCorrupt, "comes where segment " + std::to_string(next_index_) +
                                         " is due: segments are missing");
  }
  return {};
}

void SegmentOrder::Add(uint64_t index, int channel, int steps) {
  next_index_ = index + 1;
  last_channel_ = channel;
  last_steps_ = steps;
  if (channel == 0) total_steps_ += static_cast<uint64_t>(steps);
  ++segments_;
}

void SegmentOrder::AddEvents(const Segment& segment) {
  std::array<uint8_t, 7> place{};
  StoreLittleEndian(static_cast<uint32_t>(segment.index), std::span(place).first(4));
  place[4] = static_cast<uint8_t>(segment.channel);
  StoreLittleEndian(static_cast<uint16_t>(segment.events.steps()), std::span(place).last(2));
  events_crc_ = Crc32(place, events_crc_);
  BitWriter dense;
  Pack(segment.events, Packing::kDense, dense);
  events_crc_ = Crc32(dense.Finish(), events_crc_);
}

Result<void> SegmentOrder::CheckLength(uint64_t source_frames) const {
  const uint64_t expected = header_.steps_of_frames(source_frames);
  if (expected != total_steps_) {
    return Fail(ErrorCode::kCorrupt, "segments hold " + std::to_string(total_steps_) +
                                         " steps where the recording's length asks for " +
                                         std::to_string(expected));
  }
  return {};
}

}  // namespace spk
