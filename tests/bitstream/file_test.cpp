#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "bitstream/chunk.h"
#include "bitstream/end_chunk.h"
#include "bitstream/file_header.h"
#include "bitstream/segment_code.h"
#include "spk/spk_writer.h"
#include "spk/unpacking_reader.h"
#include "tests/bitstream/random_events.h"

namespace spk {
namespace {

using ::testing::HasSubstr;

FileHeader SmallHeader() {
  FileHeader header;
  header.source_rate = header.codec_rate;
  header.steps = 16;
  header.loudness_spacing = 8;
  return header;
}

Segment RandomSegment(uint64_t index, int steps = 16) {
  Segment segment{index, 0, 3, {}, RandomEvents(80, steps, 0.1, static_cast<uint32_t>(index))};
  segment.loudness.assign(static_cast<size_t>(steps + 7) / 8, -20);
  return segment;
}

constexpr uint64_t kFullSegments = 4;
constexpr int kLastSteps = 5;
constexpr uint64_t kFrames = (16 * kFullSegments + kLastSteps) * 512;

// A tag, four full segments and a short one.
std::string SmallFile() {
  std::ostringstream out;
  auto writer = SpkWriter::Create(out, SmallHeader()).value();
  EXPECT_TRUE(writer.WriteTag({"TITLE", "x"}));
  for (uint64_t i = 0; i < kFullSegments; ++i) EXPECT_TRUE(writer.WriteSegment(RandomSegment(i)));
  EXPECT_TRUE(writer.WriteSegment(RandomSegment(kFullSegments, kLastSteps)));
  EXPECT_TRUE(writer.Finish(kFrames));
  EXPECT_EQ(writer.bytes_written(), out.str().size());
  return out.str();
}

// Everything that can be had from a file, errors included.
struct Contents {
  std::vector<Error> errors;
  std::vector<Segment> segments;
  bool ended = false;
  uint64_t offset = 0;
};

Contents ReadAll(const std::string& bytes, uint64_t skip_before = 0) {
  Contents contents;
  std::istringstream in(bytes);
  auto reader = UnpackingReader::Open(in);
  if (!reader) return {{reader.error()}, {}, false, 0};
  reader->SkipBefore(skip_before);
  while (!reader->at_end()) {
    auto item = reader->Next();
    if (!item) {
      contents.errors.push_back(item.error());
    } else if (auto* coded = std::get_if<CodedSegment>(&*item)) {
      contents.segments.push_back(std::move(coded->segment));
    } else {
      contents.ended |= std::holds_alternative<EndOfFile>(*item);
    }
  }
  contents.offset = reader->offset();
  return contents;
}

bool IsOriginal(const Segment& segment) {
  return segment.index <= kFullSegments &&
         segment == RandomSegment(segment.index, segment.index < kFullSegments ? 16 : kLastSteps);
}

TEST(File, HeaderAndSegmentOverheadsAreSmall) {
  EXPECT_LE(kHeaderBytes, 40U);
  // A dense 80 x 256 segment with its 4 loudness points.
  std::ostringstream out;
  FileHeader header;
  auto writer = SpkWriter::Create(out, header).value();
  const uint64_t before = writer.bytes_written();
  Segment segment{0, 0, 0, {1, 2, 3, 4}, EventMatrix(80, 256)};
  ASSERT_TRUE(writer.WriteSegment(segment, Packing::kDense));
  EXPECT_LE(writer.bytes_written() - before - 80 * 256 / 8 - 4, 12U);
}

TEST(File, RoundTrips) {
  const Contents contents = ReadAll(SmallFile());
  EXPECT_TRUE(contents.errors.empty());
  EXPECT_TRUE(contents.ended);
  EXPECT_EQ(contents.offset, SmallFile().size());
  ASSERT_EQ(contents.segments.size(), kFullSegments + 1);
  for (const Segment& segment : contents.segments) EXPECT_TRUE(IsOriginal(segment));
}

TEST(File, SameCallsGiveTheSameBytes) { EXPECT_EQ(SmallFile(), SmallFile()); }

TEST(File, CanBeReadFromTheMiddle) {
  const Contents contents = ReadAll(SmallFile(), 3);
  EXPECT_TRUE(contents.errors.empty());
  ASSERT_EQ(contents.segments.size(), 2U);
  EXPECT_TRUE(IsOriginal(contents.segments[0]));
  EXPECT_EQ(contents.segments[0].index, 3U);
}

TEST(File, TruncationAnywhereIsAnErrorAndKeepsWhatCameBefore) {
  const std::string whole = SmallFile();
  for (size_t length = 0; length < whole.size(); ++length) {
    const Contents contents = ReadAll(whole.substr(0, length));
    ASSERT_FALSE(contents.errors.empty()) << length;
    ASSERT_FALSE(contents.ended) << length;
    for (const Segment& segment : contents.segments) ASSERT_TRUE(IsOriginal(segment)) << length;
  }
}

TEST(File, EveryFlippedBitIsAnErrorAndCostsAtMostOneSegment) {
  const std::string whole = SmallFile();
  for (size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string damaged = whole;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    const Contents contents = ReadAll(damaged);
    ASSERT_FALSE(contents.errors.empty()) << "bit " << bit;
    if (bit / 8 < kHeaderBytes) continue;
    ASSERT_GE(contents.segments.size(), kFullSegments) << "bit " << bit;
    for (const Segment& segment : contents.segments) ASSERT_TRUE(IsOriginal(segment)) << bit;
  }
}

TEST(File, ErrorsNameThePlace) {
  std::string damaged = SmallFile();
  damaged[kHeaderBytes + 3] ^= 1;  // in the tag, the first chunk
  const Contents contents = ReadAll(damaged);
  ASSERT_EQ(contents.errors.size(), 1U);
  EXPECT_EQ(contents.errors[0].message, "byte 36: checksum does not match");
  EXPECT_EQ(contents.errors[0].code, ErrorCode::kCorrupt);
}

// Zeros and repeated plausible chunk heads are what makes searching for the next chunk slow.
TEST(File, ReadingGarbageEndsSoon) {
  const std::string header = SmallFile().substr(0, kHeaderBytes);
  std::string heads;
  while (heads.size() < 4'000'000) heads += "\x10\xFF\x7F";
  for (const std::string& garbage : {std::string(4'000'000, '\0'), heads}) {
    const Contents contents = ReadAll(header + garbage);
    EXPECT_FALSE(contents.errors.empty());
    EXPECT_TRUE(contents.segments.empty());
  }
}

// The small file with the events of one segment broken and all its checksums right.
std::string WithBrokenPayload(uint64_t broken) {
  std::istringstream in(SmallFile());
  auto reader = SpkReader::Open(in).value();
  const auto header = EncodeHeader(reader.header());
  std::string bytes(header.begin(), header.end());
  const auto add = [&](uint8_t type, std::span<const uint8_t> body) {
    const auto chunk = EncodeChunk(type, body);
    bytes.append(chunk.begin(), chunk.end());
  };
  while (!reader.at_end()) {
    const PackedItem item = reader.Next().value();
    if (const auto* end = std::get_if<EndOfFile>(&item)) add(kEndChunk, EncodeEnd(*end));
    if (!std::holds_alternative<PackedSegment>(item)) continue;
    auto packed = std::get<PackedSegment>(item);
    if (packed.segment.index == broken) ++packed.events.count;
    const SegmentCode code = EncodeSegment(reader.header(), packed);
    add(code.chunk_type, code.body);
  }
  return bytes;
}

TEST(File, ABrokenPayloadCostsItsEventsAndNoPlace) {
  for (uint64_t broken = 0; broken <= kFullSegments; ++broken) {
    const Contents contents = ReadAll(WithBrokenPayload(broken));
    ASSERT_EQ(contents.errors.size(), 1U) << broken;
    EXPECT_THAT(contents.errors[0].message,
                HasSubstr("segment " + std::to_string(broken) + " is malformed"));
    EXPECT_EQ(contents.segments.size(), kFullSegments);
    for (const Segment& segment : contents.segments) EXPECT_TRUE(IsOriginal(segment));
    EXPECT_TRUE(contents.ended) << "the sum of the others is not asked for";
  }
}

TEST(File, UnknownSkippableChunksArePassedOver) {
  // Type 0xC0, length 0, and the CRC-32 of those two bytes, put behind the header.
  std::string bytes = SmallFile();
  bytes.insert(kHeaderBytes, std::string("\xC0\x00\xB1\xC5\x23\x8A", 6));
  const Contents contents = ReadAll(bytes);
  EXPECT_TRUE(contents.errors.empty()) << contents.errors[0].message;
  EXPECT_EQ(contents.segments.size(), kFullSegments + 1);
}

TEST(Writer, RefusesWhatTheFormatForbids) {
  const auto expect_usage = [](const Result<void>& result, const char* reason) {
    ASSERT_FALSE(result.has_value()) << reason;
    EXPECT_EQ(result.error().code, ErrorCode::kUsage);
    EXPECT_THAT(result.error().message, HasSubstr(reason));
  };
  std::ostringstream out;
  FileHeader invalid = SmallHeader();
  invalid.units = kMaxUnits + 1;
  EXPECT_EQ(SpkWriter::Create(out, invalid).error().code, ErrorCode::kUsage);

  auto writer = SpkWriter::Create(out, SmallHeader()).value();
  expect_usage(writer.WriteTag({"A=B", ""}), "tag name");
  expect_usage(writer.WriteTag({"A", std::string(kMaxChunkBody, 'x')}), "too long");
  expect_usage(writer.WriteSegment(RandomSegment(1)), "missing");
  Segment segment = RandomSegment(0);
  segment.channel = 1;
  expect_usage(writer.WriteSegment(segment), "channel");
  segment = RandomSegment(0);
  segment.mu = 32;
  expect_usage(writer.WriteSegment(segment), "prompt");
  segment = RandomSegment(0);
  segment.loudness.clear();
  expect_usage(writer.WriteSegment(segment), "loudness");
  expect_usage(writer.WriteSegment(RandomSegment(0, 17)), "number of steps");
  segment = RandomSegment(0);
  segment.streams = {{0x80, {}}};
  expect_usage(writer.WriteSegment(segment), "streams");
  expect_usage(writer.Finish(1), "asks for 1");
  expect_usage(writer.Finish(kMaxFrames + 1), "too long");
}

TEST(Writer, RefusesStreamsOutOfOrderOrTooLong) {
  FileHeader header = SmallHeader();
  header.streams = true;
  std::ostringstream out;
  auto writer = SpkWriter::Create(out, header).value();
  Segment segment = RandomSegment(0);
  segment.streams = {{0x81, {}}, {0x80, {}}};
  EXPECT_THAT(writer.WriteSegment(segment).error().message, HasSubstr("streams"));
  segment.streams = {{0x80, std::vector<uint8_t>(kMaxChunkBody)}};
  const auto too_long = writer.WriteSegment(segment);
  EXPECT_EQ(too_long.error().code, ErrorCode::kUsage);
  EXPECT_THAT(too_long.error().message, HasSubstr("segment is too long"));
  EXPECT_TRUE(writer.WriteSegment(RandomSegment(0)).has_value()) << "nothing was written";
}

TEST(Writer, ASegmentThatWasOnlyReadHasNoEventsToSumUp) {
  std::istringstream in(SmallFile());
  auto reader = SpkReader::Open(in).value();
  auto item = reader.Next();
  while (!std::holds_alternative<PackedSegment>(*item)) item = reader.Next();
  std::ostringstream out;
  auto writer = SpkWriter::Create(out, SmallHeader()).value();
  EXPECT_THAT(writer.WriteSegment(std::get<PackedSegment>(*item)).error().message,
              HasSubstr("no events"));
}

TEST(Writer, ReportsAStreamThatFails) {
  std::ostringstream out;
  auto writer = SpkWriter::Create(out, SmallHeader()).value();
  out.setstate(std::ios::badbit);
  EXPECT_EQ(writer.WriteSegment(RandomSegment(0)).error().code, ErrorCode::kOutput);
}

}  // namespace
}  // namespace spk
