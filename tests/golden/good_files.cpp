#include "bitstream/bit_io.h"
#include "bitstream/little_endian.h"
#include "tests/golden/file_builder.h"

namespace spk {
namespace {

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
