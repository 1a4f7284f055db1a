// Builds golden files.
#pragma once

#include <functional>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "spk/spk_writer.h"
#include "tests/golden/golden_files.h"
#include "tests/golden/lcg.h"

namespace spk {

inline EventMatrix Random(int units, int steps, uint32_t percent) {
  EventMatrix events(units, steps);
  Lcg random(percent);
  for (int step = 0; step < steps; ++step) {
    for (int unit = 0; unit < units; ++unit) {
      if (random.Below(100) < percent) events.Set(unit, step);
    }
  }
  return events;
}

inline EventMatrix With(int units, int steps, const std::function<bool(int, int)>& is_event) {
  EventMatrix events(units, steps);
  for (int step = 0; step < steps; ++step) {
    for (int unit = 0; unit < units; ++unit) {
      if (is_event(unit, step)) events.Set(unit, step);
    }
  }
  return events;
}

inline EventMatrix FromPairs(int units, int steps, const std::vector<std::pair<int, int>>& pairs) {
  EventMatrix events(units, steps);
  for (const auto& [unit, step] : pairs) events.Set(unit, step);
  return events;
}

inline FileHeader HeaderFor(const EventMatrix& events) {
  FileHeader header;
  header.source_rate = 44100;
  header.units = events.units();
  header.steps = events.steps();
  header.model_id = {1, 2, 3, 4, 5, 6, 7, 8};
  return header;
}

// The number of source frames that take exactly `steps` steps.
inline uint64_t FramesOf(const FileHeader& header, uint64_t steps) {
  return steps * static_cast<uint64_t>(header.hop) * header.source_rate / header.codec_rate;
}

inline Segment MakeSegment(const FileHeader& header, uint64_t index, int channel,
                           EventMatrix events) {
  Segment segment{index, channel, 0, {}, std::move(events)};
  for (int i = 0; i < header.loudness_points(segment.events.steps()); ++i) {
    segment.loudness.push_back(static_cast<int8_t>(-20 - i - channel));
  }
  return segment;
}

class FileBuilder {
 public:
  explicit FileBuilder(const FileHeader& header)
      : header_(header), writer_(*SpkWriter::Create(out_, header, TablesOf(header.model_id))) {}

  SpkWriter& writer() { return writer_; }
  void Add(const Segment& segment, std::optional<Packing> packing = {}) {
    Must(writer_.WriteSegment(segment, packing));
  }
  void Add(uint64_t index, int channel, EventMatrix events) {
    Add(MakeSegment(header_, index, channel, std::move(events)));
  }
  Bytes Finish(uint64_t steps) {
    Must(writer_.Finish(FramesOf(header_, steps)));
    const std::string text = out_.str();
    return {text.begin(), text.end()};
  }

 private:
  std::ostringstream out_;
  FileHeader header_;
  SpkWriter writer_;
};

// Those of packing family 1, of either structure.
std::vector<GoodFile> AdaptiveFiles();

}  // namespace spk
