#include "codec/event_windows.h"

#include <algorithm>
#include <utility>

namespace spk {
namespace {

// Appends `count` steps of a segment to a window of which `at` steps are filled.
void Append(const Segment& from, int first, int count, int* at, EventChannel* to) {
  for (int step = 0; step < count; ++step) {
    std::ranges::copy(from.events.Row(first + step), to->events.Row(*at + step).begin());
  }
  to->mu.insert(to->mu.end(), static_cast<size_t>(count), static_cast<uint8_t>(from.mu));
  *at += count;
}

}  // namespace

EventWindows::EventWindows(const FileHeader& header, uint64_t first, int margin)
    : header_(header), margin_(margin), next_(first), begin_(first > 0 ? first - 1 : 0) {}

void EventWindows::Add(Segment segment) {
  AddLost(segment.index, segment.events.steps());
  Slot* slot = At(segment.index);
  if (slot != nullptr) (*slot)[static_cast<size_t>(segment.channel)] = std::move(segment);
}

void EventWindows::AddLost(uint64_t index, int steps) {
  while (index >= begin_ + slots_.size()) slots_.emplace_back();
  if (index + 1 == begin_ + slots_.size()) last_steps_ = static_cast<uint64_t>(steps);
}

std::optional<EventWindow> EventWindows::Next() {
  // A segment is complete when one two further on has begun: its right neighbour is then too.
  const uint64_t end = begin_ + slots_.size();
  if (next_ >= end || (!ended_ && end < next_ + 3)) return std::nullopt;
  EventWindow window = Cut(next_++);
  while (begin_ + 1 < next_) {
    slots_.pop_front();
    ++begin_;
  }
  return window;
}

uint64_t EventWindows::frames() const {
  if (slots_.empty()) return 0;
  const uint64_t before = begin_ + slots_.size() - 1;
  const uint64_t steps = before * static_cast<uint64_t>(header_.steps) + last_steps_;
  return steps * static_cast<uint64_t>(header_.hop) * header_.source_rate / header_.codec_rate;
}

EventWindows::Slot* EventWindows::At(uint64_t index) {
  if (index < begin_ || index >= begin_ + slots_.size()) return nullptr;
  return &slots_[index - begin_];
}

EventWindow EventWindows::Cut(uint64_t index) {
  const bool last = index + 1 == begin_ + slots_.size();
  EventWindow window{.index = index,
                     .steps = last ? static_cast<int>(last_steps_) : header_.steps,
                     .channels = {}};
  for (size_t c = 0; c < 2; ++c) {
    const std::optional<Segment>& segment = (*At(index))[c];
    if (!segment) continue;
    const auto neighbour = [&](uint64_t at) -> const Segment* {
      const Slot* slot = At(at);
      return slot != nullptr && (*slot)[c] ? &*(*slot)[c] : nullptr;
    };
    window.channels.push_back(
        CutChannel(*segment, index > 0 ? neighbour(index - 1) : nullptr, neighbour(index + 1)));
  }
  return window;
}

EventChannel EventWindows::CutChannel(const Segment& segment, const Segment* left,
                                      const Segment* right) const {
  const int steps = segment.events.steps();
  EventChannel cut{.channel = segment.channel,
                   .events = {},
                   .mu = {},
                   .before = left != nullptr ? std::min(margin_, left->events.steps()) : 0,
                   .after = right != nullptr ? std::min(margin_, right->events.steps()) : 0,
                   .loudness = segment.loudness,
                   .loudness_before = 0};
  cut.events = EventMatrix(header_.units, cut.before + steps + cut.after);
  int at = 0;
  if (left != nullptr) {
    Append(*left, left->events.steps() - cut.before, cut.before, &at, &cut);
    if (!left->loudness.empty()) {
      cut.loudness.insert(cut.loudness.begin(), left->loudness.back());
      cut.loudness_before = 1;
    }
  }
  Append(segment, 0, steps, &at, &cut);
  if (right != nullptr) {
    Append(*right, 0, cut.after, &at, &cut);
    if (!right->loudness.empty()) cut.loudness.push_back(right->loudness.front());
  }
  return cut;
}

}  // namespace spk
