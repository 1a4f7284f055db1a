#include "bitstream/segment_order.h"

#include <algorithm>
#include <bit>

namespace spk {

namespace {

// Half of what the sequence number can tell apart: a segment that is further ahead is taken for one
// that comes late.
constexpr uint64_t kMostCutOut = 127;

// Bytes of a full segment without events.
uint64_t LeastSegmentBytes(const FileHeader& header) {
  const auto cells = static_cast<uint64_t>(header.units) * static_cast<uint64_t>(header.steps);
  const auto spacing = static_cast<uint64_t>(header.loudness_spacing);
  const uint64_t points =
      spacing > 0 ? (static_cast<uint64_t>(header.steps) + spacing - 1) / spacing : 0;
  const uint64_t bits = 13 + static_cast<uint64_t>(std::bit_width(cells)) + 8 * points;
  return 6 + (bits + 7) / 8;
}

}  // namespace

// Either they were cut out of the file, or their bytes are still there.
bool SegmentOrder::MayBeLost(uint64_t count, uint64_t unread) const {
  return count <= kMostCutOut || count <= unread / LeastSegmentBytes(header_);
}

Result<SegmentOrder::Place> SegmentOrder::PlaceOf(uint8_t sequence, int channel,
                                                  uint64_t unread) const {
  const bool same_index_may_follow = next_index_ > 0 && channel > last_channel_;
  const uint64_t smallest = same_index_may_follow ? next_index_ - 1 : next_index_;
  const uint64_t ahead = static_cast<uint8_t>(sequence - smallest);
  if (MayBeLost(ahead, unread)) return Place{.index = smallest + ahead, .gap = ahead};
  if (smallest + ahead >= 256) {
    const Place place{.index = smallest + ahead - 256, .late = true};
    if (missing_.contains({place.index, channel})) return place;
  }
  return Fail(ErrorCode::kCorrupt, "a segment that repeats another: passed over");
}

bool SegmentOrder::MayEndWith(const EndOfFile& end, uint32_t whole, uint64_t unread) const {
  const auto full = static_cast<uint64_t>(header_.steps);
  const uint64_t last = (header_.steps_of_frames(end.source_frames) + full - 1) / full;
  const uint64_t more = last - std::min(last, next_index_);
  // Its two numbers must agree, but for what 32 bits do not hold.
  const bool agree = end.segments >= last && end.segments >= whole &&
                     end.segments <= last * static_cast<uint64_t>(header_.coded_channels);
  return (agree || last > UINT32_MAX) && MayBeLost(more, unread);
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
  for (uint64_t lost = next_index_; lost < index; ++lost) {  // no more than the number tells apart
    for (int c = 0; c < header_.coded_channels; ++c) missing_.insert({lost, c});
  }
  if (channel == 0 && last_channel_ == 0 && next_index_ > 0 && header_.coded_channels == 2) {
    missing_.insert({next_index_ - 1, 1});
  }
  // A mid that is lost may still come behind its side.
  if (channel == 1 && index >= next_index_) missing_.insert({index, 0});
  while (!missing_.empty() && missing_.begin()->first + 256 < index) {
    missing_.erase(missing_.begin());
  }
  next_index_ = index + 1;
  last_channel_ = channel;
  last_steps_ = steps;
  if (channel == 0) total_steps_ += static_cast<uint64_t>(steps);
  ++segments_;
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
