#include "codec/event_windows.h"

#include <algorithm>
#include <utility>

namespace spk {
namespace {

// Copies `count` steps of `from` to `to`.
void CopySteps(const EventMatrix& from, int first, int count, int at, EventMatrix* to) {
  for (int step = 0; step < count; ++step) {
    std::ranges::copy(from.Row(first + step), to->Row(at + step).begin());
  }
}

}  // namespace

EventWindows::EventWindows(SpkReader* reader, uint64_t first, int margin, bool keep_going)
    : reader_(reader),
      margin_(margin),
      keep_going_(keep_going),
      next_(first),
      begin_(first > 0 ? first - 1 : 0) {
  reader_->SkipBefore(begin_);
}

Result<std::optional<EventWindow>> EventWindows::Next() {
  // A segment is complete when one two further on has begun: its right neighbour is then too.
  while (!reader_->at_end() && begin_ + slots_.size() < next_ + 3) {
    if (const auto read = Read(); !read) return tl::make_unexpected(read.error());
  }
  if (next_ >= begin_ + slots_.size()) {
    const FileHeader& header = reader_->header();
    const uint64_t steps =
        slots_.empty() ? 0 : (next_ - 1) * static_cast<uint64_t>(header.steps) + last_steps_;
    frames_ = end_frames_ ? *end_frames_
                          : steps * static_cast<uint64_t>(header.hop) * header.source_rate /
                                header.codec_rate;
    return std::nullopt;
  }
  EventWindow window = Cut(next_++);
  while (begin_ + 1 < next_) {
    slots_.pop_front();
    ++begin_;
  }
  return window;
}

Result<void> EventWindows::Read() {
  Result<FileItem> item = reader_->Next();
  if (item) {
    Take(std::move(*item));
    return {};
  }
  if (!keep_going_ || item.error().code == ErrorCode::kInput) {
    return tl::make_unexpected(item.error());
  }
  errors_.push_back(item.error());
  return {};
}

void EventWindows::Take(FileItem item) {
  if (auto* tag = std::get_if<Tag>(&item)) tags_.push_back(std::move(*tag));
  if (const auto* end = std::get_if<EndOfFile>(&item)) end_frames_ = end->source_frames;
  if (auto* coded = std::get_if<CodedSegment>(&item)) {
    Segment& segment = coded->segment;
    while (segment.index >= begin_ + slots_.size()) slots_.emplace_back();
    if (segment.index + 1 == begin_ + slots_.size()) {
      last_steps_ = static_cast<uint64_t>(segment.events.steps());
    }
    Slot* slot = At(segment.index);
    if (slot != nullptr) (*slot)[static_cast<size_t>(segment.channel)] = std::move(segment);
  }
}

EventWindows::Slot* EventWindows::At(uint64_t index) {
  if (index < begin_ || index >= begin_ + slots_.size()) return nullptr;
  return &slots_[index - begin_];
}

EventWindow EventWindows::Cut(uint64_t index) {
  const FileHeader& header = reader_->header();
  const bool last = index + 1 == begin_ + slots_.size();
  EventWindow window{
      .index = index, .steps = last ? static_cast<int>(last_steps_) : header.steps, .channels = {}};
  for (size_t c = 0; c < 2; ++c) {
    const std::optional<Segment>& segment = (*At(index))[c];
    if (!segment) continue;
    const auto neighbour = [&](uint64_t at) -> const Segment* {
      const Slot* slot = At(at);
      return slot != nullptr && (*slot)[c] ? &*(*slot)[c] : nullptr;
    };
    const Segment* left = index > 0 ? neighbour(index - 1) : nullptr;
    const Segment* right = neighbour(index + 1);
    EventChannel cut{.channel = static_cast<int>(c),
                     .events = {},
                     .before = left != nullptr ? std::min(margin_, left->events.steps()) : 0,
                     .after = right != nullptr ? std::min(margin_, right->events.steps()) : 0,
                     .loudness = segment->loudness,
                     .loudness_before = 0};
    const int steps = segment->events.steps();
    cut.events = EventMatrix(header.units, cut.before + steps + cut.after);
    if (left != nullptr) {
      CopySteps(left->events, left->events.steps() - cut.before, cut.before, 0, &cut.events);
      if (!left->loudness.empty()) {
        cut.loudness.insert(cut.loudness.begin(), left->loudness.back());
        cut.loudness_before = 1;
      }
    }
    CopySteps(segment->events, 0, steps, cut.before, &cut.events);
    if (right != nullptr) {
      CopySteps(right->events, 0, cut.after, cut.before + steps, &cut.events);
      if (!right->loudness.empty()) cut.loudness.push_back(right->loudness.front());
    }
    window.channels.push_back(std::move(cut));
  }
  return window;
}

}  // namespace spk
