#include <functional>
#include <sstream>

#include "bitstream/adaptive/flat_coder.h"
#include "bitstream/bit_io.h"
#include "bitstream/little_endian.h"
#include "spk/spk_writer.h"
#include "tests/golden/golden_files.h"
#include "tests/golden/lcg.h"

namespace spk {
namespace {

EventMatrix Random(int units, int steps, uint32_t percent) {
  EventMatrix events(units, steps);
  Lcg random(percent);
  for (int step = 0; step < steps; ++step) {
    for (int unit = 0; unit < units; ++unit) {
      if (random.Below(100) < percent) events.Set(unit, step);
    }
  }
  return events;
}

EventMatrix With(int units, int steps, const std::function<bool(int, int)>& is_event) {
  EventMatrix events(units, steps);
  for (int step = 0; step < steps; ++step) {
    for (int unit = 0; unit < units; ++unit) {
      if (is_event(unit, step)) events.Set(unit, step);
    }
  }
  return events;
}

EventMatrix FromPairs(int units, int steps, const std::vector<std::pair<int, int>>& pairs) {
  EventMatrix events(units, steps);
  for (const auto& [unit, step] : pairs) events.Set(unit, step);
  return events;
}

FileHeader HeaderFor(const EventMatrix& events) {
  FileHeader header;
  header.source_rate = 44100;
  header.units = events.units();
  header.steps = events.steps();
  header.model_id = {1, 2, 3, 4, 5, 6, 7, 8};
  return header;
}

// The number of source frames that take exactly `steps` steps.
uint64_t FramesOf(const FileHeader& header, uint64_t steps) {
  return steps * static_cast<uint64_t>(header.hop) * header.source_rate / header.codec_rate;
}

Segment MakeSegment(const FileHeader& header, uint64_t index, int channel, EventMatrix events) {
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

Bytes OneSegment(const EventMatrix& events, Packing packing) {
  const FileHeader header = HeaderFor(events);
  FileBuilder file(header);
  file.Add(MakeSegment(header, 0, 0, events), packing);
  return file.Finish(static_cast<uint64_t>(events.steps()));
}

std::vector<std::pair<std::string, EventMatrix>> Corners() {
  const auto none = [](int, int) { return false; };
  return {
      {"paper-example", FromPairs(5, 10, {{0, 3}, {1, 0}, {1, 4}, {2, 9}, {3, 1}, {3, 3}, {4, 6}})},
      {"no-events", With(80, 256, none)},
      {"one-event", With(80, 256, [](int u, int t) { return u == 79 && t == 255; })},
      {"all-events", With(20, 32, [](int, int) { return true; })},
      {"one-unit", With(1, 200, [](int, int t) { return t % 7 == 0; })},
      {"one-step", With(80, 1, [](int u, int) { return u % 3 == 0; })},
      {"one-cell", With(1, 1, [](int, int) { return true; })},
      {"64-events-in-last-unit", With(80, 256, [](int u, int t) { return u == 79 && t % 4 == 0; })},
      {"64-events-in-last-step", With(80, 256, [](int u, int t) { return t == 255 && u < 64; })},
      {"9-percent", Random(80, 256, 9)},
      {"50-percent", Random(65, 33, 50)},
  };
}

Bytes ShortLast(int last_steps) {
  FileBuilder file(HeaderFor(EventMatrix(80, 64)));
  file.Add(0, 0, Random(80, 64, 10));
  file.Add(1, 0, Random(80, last_steps, 20));
  return file.Finish(64 + static_cast<uint64_t>(last_steps));
}

Bytes Stereo() {
  FileHeader header = HeaderFor(EventMatrix(16, 64));
  header.source_channels = 2;
  header.coded_channels = 2;
  FileBuilder file(header);
  file.Add(0, 0, Random(16, 64, 30));
  file.Add(0, 1, Random(16, 64, 5));
  file.Add(1, 0, Random(16, 64, 31));  // its side carries nothing
  file.Add(2, 0, Random(16, 10, 32));
  file.Add(2, 1, Random(16, 10, 6));
  return file.Finish(138);
}

Bytes Tags() {
  FileBuilder file(HeaderFor(EventMatrix(16, 16)));
  Must(file.writer().WriteTag({"TITLE", "G\u00fcnther's waltz = \u266a"}));
  Must(file.writer().WriteTag({"ARTIST", ""}));
  file.Add(0, 0, Random(16, 16, 10));
  return file.Finish(16);
}

// One more unit than programs without the flag can read, and more cells than they.
Bytes Wide() {
  const FileHeader header = HeaderFor(EventMatrix(1025, 260));
  FileBuilder file(header);
  for (uint64_t i = 0; i < kSparsePackings.size(); ++i) {
    const EventMatrix events = FromPairs(
        1025, 260, {{0, 0}, {1024, 0}, {63, 1}, {64, 1}, {1023, 258}, {0, 259}, {1024, 259}});
    file.Add(MakeSegment(header, i, 0, events), kSparsePackings[i]);
  }
  return file.Finish(4 * 260);
}

// More units than 16 bits count.
Bytes VeryWide() {
  const FileHeader header = HeaderFor(EventMatrix(65537, 2));
  FileBuilder file(header);
  file.Add(MakeSegment(header, 0, 0, FromPairs(65537, 2, {{0, 0}, {65536, 0}, {65536, 1}})));
  return file.Finish(2);
}

Bytes Streams() {
  FileHeader header = HeaderFor(EventMatrix(16, 16));
  header.streams = true;
  FileBuilder file(header);
  const std::vector<std::vector<SegmentStream>> lists = {
      {}, {{0x80, {}}}, {{0x80, {1, 2, 3}}, {0xFF, Bytes(200, 0x55)}}};
  for (size_t i = 0; i < lists.size(); ++i) {
    Segment segment = MakeSegment(header, i, 0, Random(16, 16, 10));
    segment.streams = lists[i];
    file.Add(segment);
  }
  return file.Finish(48);
}

Bytes PromptsAndLoudness() {
  FileHeader header = HeaderFor(EventMatrix(16, 16));
  header.loudness_spacing = 4;
  FileBuilder file(header);
  for (int mu = 0; mu < 32; ++mu) {
    Segment segment{static_cast<uint64_t>(mu), 0, mu, {-128, -1, 0, 127}, Random(16, 16, 10)};
    file.Add(segment);
  }
  return file.Finish(512);
}

// More segments than the 8-bit sequence number counts.
Bytes ManySegments() {
  FileHeader header = HeaderFor(EventMatrix(2, 1));
  header.loudness_spacing = 0;
  FileBuilder file(header);
  for (uint64_t i = 0; i < 600; ++i) file.Add(i, 0, Random(2, 1, static_cast<uint32_t>(i % 100)));
  return file.Finish(600);
}

// Family 1, whose model is one of the golden tables.
FileHeader AdaptiveHeader(int units, int steps) {
  FileHeader header = HeaderFor(EventMatrix(units, steps));
  header.packing_family = 1;
  for (const GoldenTables& tables : AllGoldenTables()) {
    if (tables.units == units) header.model_id = tables.model;
  }
  return header;
}

Bytes Adaptive(const EventMatrix& events) {
  const FileHeader header = AdaptiveHeader(events.units(), events.steps());
  FileBuilder file(header);
  file.Add(MakeSegment(header, 0, 0, events), Packing::kAdaptive);
  return file.Finish(static_cast<uint64_t>(events.steps()));
}

// Each segment has a coder of its own; both channels, and short segments at the end.
Bytes AdaptiveAmongOthers() {
  FileHeader header = AdaptiveHeader(8, 64);
  header.source_channels = 2;
  header.coded_channels = 2;
  FileBuilder file(header);
  uint64_t index = 0;
  for (const Packing packing : kSparsePackings) {
    file.Add(MakeSegment(header, index, 0, Random(8, 64, 30)), packing);
    file.Add(MakeSegment(header, index++, 1, Random(8, 64, 20)), Packing::kAdaptive);
  }
  file.Add(MakeSegment(header, index, 0, Random(8, 37, 10)), Packing::kAdaptive);
  file.Add(MakeSegment(header, index, 1, Random(8, 37, 40)), Packing::kAdaptive);
  return file.Finish(64 * index + 37);
}

// As a writer chooses: the tables expect nothing that comes, so that most is in one of the four.
Bytes AdaptiveWhereSmaller() {
  FileBuilder file(AdaptiveHeader(8, 16));
  for (uint64_t i = 0; i < 20; ++i) file.Add(i, 0, Random(8, 16, static_cast<uint32_t>(5 * i)));
  return file.Finish(320);
}

std::vector<GoodFile> AdaptiveFiles() {
  const auto none = [](int, int) { return false; };
  const auto all = [](int, int) { return true; };
  return {
      {"adaptive-paper-example",
       Adaptive(FromPairs(5, 10, {{0, 3}, {1, 0}, {1, 4}, {2, 9}, {3, 1}, {3, 3}, {4, 6}}))},
      {"adaptive-no-events", Adaptive(With(8, 64, none))},
      {"adaptive-one-event", Adaptive(With(8, 64, [](int u, int t) { return u == 7 && t == 63; }))},
      {"adaptive-one-cell-empty", Adaptive(With(8, 64, [](int u, int t) { return u + t > 0; }))},
      {"adaptive-all-events", Adaptive(With(8, 64, all))},
      {"adaptive-one-unit", Adaptive(With(1, 200, [](int, int t) { return t % 7 == 0; }))},
      {"adaptive-one-cell", Adaptive(With(1, 1, all))},
      {"adaptive-9-percent", Adaptive(Random(8, 256, 9))},
      {"adaptive-50-percent", Adaptive(Random(8, 256, 50))},
      {"adaptive-pattern", Adaptive(With(8, 400, [](int u, int t) { return (t + u) % 5 == 0; }))},
      {"adaptive-among-others", AdaptiveAmongOthers()},
      {"adaptive-where-smaller", AdaptiveWhereSmaller()},
  };
}

}  // namespace

std::vector<PayloadSeed> PayloadSeeds() {
  std::vector<PayloadSeed> seeds;
  for (const auto& [corner, events] : Corners()) {
    for (const Packing packing : kSparsePackings) {
      Bytes bytes(8);
      StoreLittleEndian(static_cast<uint16_t>(events.units() - 1), bytes);
      StoreLittleEndian(static_cast<uint16_t>(events.steps() - 1), std::span(bytes).subspan(2));
      StoreLittleEndian(static_cast<uint32_t>(events.CountEvents()), std::span(bytes).subspan(4));
      BitWriter writer;
      Pack(events, packing, writer);
      const Bytes payload = writer.Finish();
      bytes.insert(bytes.end(), payload.begin(), payload.end());
      seeds.push_back({packing, corner, bytes});
    }
  }
  return seeds;
}

std::vector<GoodFile> AdaptiveSeeds() {
  std::vector<GoodFile> seeds;
  for (const bool own_tables : {false, true}) {
    for (const uint32_t percent : {0U, 5U, 50U, 100U}) {
      const EventMatrix events = Random(8, 32, percent);
      const Bytes& tables = AllGoldenTables()[1].bytes;
      Bytes bytes(8);
      StoreLittleEndian(uint16_t{31}, bytes);
      StoreLittleEndian(static_cast<uint16_t>(own_tables ? tables.size() : 0),
                        std::span(bytes).subspan(2));
      StoreLittleEndian(static_cast<uint32_t>(events.CountEvents()), std::span(bytes).subspan(4));
      if (own_tables) bytes.insert(bytes.end(), tables.begin(), tables.end());
      const auto payload = EncodeFlat(*EventTables::Open(tables), events);
      bytes.insert(bytes.end(), payload.begin(), payload.end());
      const std::string name = std::to_string(percent) + (own_tables ? "-tables" : "");
      seeds.push_back({name, bytes});
    }
  }
  return seeds;
}

std::vector<GoodFile> GoodGoldenFiles() {
  std::vector<GoodFile> files;
  for (const auto& [corner, events] : Corners()) {
    for (const Packing packing : kSparsePackings) {
      files.push_back(
          {std::string(PackingName(packing)) + "-" + corner, OneSegment(events, packing)});
    }
  }
  files.push_back({"short-last-segment", ShortLast(37)});
  files.push_back({"short-last-segment-of-one-step", ShortLast(1)});
  files.push_back({"stereo", Stereo()});
  files.push_back({"tags", Tags()});
  files.push_back({"prompts-and-loudness", PromptsAndLoudness()});
  files.push_back({"many-segments", ManySegments()});
  files.push_back({"wide", Wide()});
  files.push_back({"very-wide", VeryWide()});
  files.push_back({"streams", Streams()});
  for (GoodFile& file : AdaptiveFiles()) files.push_back(std::move(file));
  files.push_back({"no-frames", FileBuilder(HeaderFor(EventMatrix(80, 256))).Finish(0)});
  return files;
}

}  // namespace spk
