#include "bitstream/event_track.h"

#include <algorithm>
#include <vector>

#include "spk/unpacking_reader.h"

namespace spk {
namespace {

// Steps `first` to first + count of `events`, into `track` from step `to` on.
void CopySteps(const EventMatrix& events, int first, int count, EventMatrix* track, int to) {
  for (int step = 0; step < count; ++step) {
    std::ranges::copy(events.Row(first + step), track->Row(to + step).begin());
  }
}

EventMatrix Joined(const std::vector<EventMatrix>& parts) {
  if (parts.empty()) return {};
  int steps = 0;
  for (const EventMatrix& part : parts) steps += part.steps();
  EventMatrix track(parts.front().units(), steps);
  int step = 0;
  for (const EventMatrix& part : parts) {
    CopySteps(part, 0, part.steps(), &track, step);
    step += part.steps();
  }
  return track;
}

}  // namespace

Result<EventTrack> ReadEvents(std::istream& spk, const FindTables& find, double start,
                              double duration) {
  auto packed = SpkReader::Open(spk);
  SPK_TRY(packed);
  const FileHeader header = packed->header();
  const bool adaptive = header.packing_family > 0;
  auto family = MakePackings(header, header.packing_family,
                             adaptive ? find(header.model_id) : std::span<const uint8_t>());
  SPK_TRY(family);
  UnpackingReader reader(std::move(*packed), std::move(*family));
  auto skip = static_cast<int64_t>(start * header.steps_per_second());
  auto left = static_cast<int64_t>(duration * header.steps_per_second());
  std::vector<EventMatrix> parts;
  while (!reader.at_end() && left > 0) {
    const auto item = reader.Next();
    SPK_TRY(item);
    const auto* coded = std::get_if<CodedSegment>(&*item);
    if (coded == nullptr || coded->segment.channel != 0) continue;
    const EventMatrix& events = coded->segment.events;
    const auto first = std::min<int64_t>(skip, events.steps());
    const auto count = std::min<int64_t>(left, events.steps() - first);
    skip -= first;
    left -= count;
    if (count == 0) continue;
    parts.emplace_back(events.units(), static_cast<int>(count));
    CopySteps(events, static_cast<int>(first), static_cast<int>(count), &parts.back(), 0);
  }
  return EventTrack{.header = header, .events = Joined(parts)};
}

}  // namespace spk
