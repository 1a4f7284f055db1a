#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <sstream>

#include "bitstream/adaptive/event_tables.h"
#include "spk/file_summary.h"
#include "spk/packing_family.h"
#include "spk/spk_writer.h"
#include "tests/bitstream/damaged_payloads.h"
#include "tests/bitstream/random_events.h"
#include "tests/golden/golden_files.h"

namespace spk {
namespace {

using ::testing::HasSubstr;

constexpr int kUnits = 8;

const GoldenTables& Tables() { return AllGoldenTables()[1]; }

std::span<const uint8_t> FindThem(const ModelId& /*model*/) { return Tables().bytes; }

Geometry Narrow() {
  Geometry geometry;
  geometry.units = kUnits;
  return geometry;
}

std::unique_ptr<const PackingFamily> Adaptive() {
  return std::move(MakeAdaptivePackings(Narrow(), Tables().bytes).value());
}

TEST(AdaptivePackings, EveryMatrixComesBack) {
  const auto family = Adaptive();
  for (const int steps : {1, 2, 3, 17, 256}) {
    for (const double density : {0.0, 0.01, 0.1, 0.5, 0.9, 0.99, 1.0}) {
      const EventMatrix events = RandomEvents(kUnits, steps, density, 1);
      const PackedEvents packed = family->Pack(events, Packing::kAdaptive);
      EXPECT_EQ(packed.count, events.CountEvents());
      EXPECT_EQ(packed.bits, 8 * packed.bytes.size());
      ASSERT_EQ(family->Unpack(packed, steps), events) << steps << " " << density;
    }
  }
}

TEST(AdaptivePackings, AreNeverLargerThanTheFour) {
  const auto family = Adaptive();
  const auto four = MakeSparsePackings(Narrow());
  for (uint32_t seed = 0; seed < 100; ++seed) {
    const EventMatrix events = RandomEvents(kUnits, 64, 0.01 * seed, seed);
    const PackedEvents packed = family->Pack(events, std::nullopt);
    EXPECT_LE(packed.bits, four->Pack(events, std::nullopt).bits);
    EXPECT_EQ(family->Unpack(packed, 64), events);
  }
}

// As much as is lost with a guess of its unit's rate: unit 0 fires in one step of eight, unit 1 in
// half of them, unit 2 never.
TEST(AdaptivePackings, EventsOfRareUnitsCostMost) {
  EventMatrix events(kUnits, 64);
  for (int step = 0; step < 64; ++step) {
    if (step % 8 == 0) events.Set(0, step);
    if (step % 2 == 0) events.Set(1, step);
  }
  const auto bits = Adaptive()->EventBits(events, std::nullopt);
  ASSERT_EQ(bits.size(), size_t{kUnits} * 64);
  EXPECT_NEAR(bits[0], std::log2(7), 1e-5);
  EXPECT_NEAR(bits[1], 0, 1e-5);
  EXPECT_NEAR(bits[2], std::log2(127), 1e-5);  // half an event at least
  EXPECT_EQ(bits[size_t{kUnits} * 63], bits[0]);
  EXPECT_EQ(Adaptive()->EventBits(events, Packing::kCoordinate),
            MakeSparsePackings(Narrow())->EventBits(events, Packing::kCoordinate));
}

TEST(AdaptivePackings, WhatNothingCanChangeTakesNoBits) {
  const auto family = Adaptive();
  EXPECT_EQ(family->Pack(EventMatrix(kUnits, 256), Packing::kAdaptive).bits, 0U);
  EXPECT_EQ(family->Pack(RandomEvents(kUnits, 256, 1, 1), Packing::kAdaptive).bits, 0U);
}

TEST(AdaptivePackings, DamagedPayloadsAreErrorsOrOtherMatrices) {
  ExpectDamageIsSeen(*Adaptive(), RandomEvents(kUnits, 64, 0.3, 1));
}

TEST(AdaptivePackings, OtherPayloadsThanAnEncodersAreErrors) {
  const auto family = Adaptive();
  PackedEvents packed = family->Pack(RandomEvents(kUnits, 64, 0.3, 1), Packing::kAdaptive);
  packed.bytes.push_back(1);
  packed.bits += 8;
  const auto longer = family->Unpack(packed, 64);
  ASSERT_FALSE(longer);
  EXPECT_EQ(longer.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(longer.error().message, HasSubstr("does not end where its events do"));
}

TEST(AdaptivePackings, TablesMustBeThoseOfTheGeometry) {
  EXPECT_EQ(Adaptive()->number(), 1);
  const auto other = MakeAdaptivePackings(Geometry{}, Tables().bytes);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::kModel);
  EXPECT_THAT(other.error().message, HasSubstr("for 8 units where there are 80"));
  EXPECT_FALSE(MakeAdaptivePackings(Narrow(), {}));
}

std::string FileOfGolden(const std::string& name) {
  for (const GoodFile& file : GoodGoldenFiles()) {
    if (file.name == name) return {file.bytes.begin(), file.bytes.end()};
  }
  ADD_FAILURE() << name;
  return {};
}

// What `spk info` and `spk test` say without the model.
TEST(AdaptivePackings, WithoutTablesAllButTheEventsIsChecked) {
  const std::string bytes = FileOfGolden("adaptive-among-others");
  std::istringstream in(bytes);
  const auto summary = Summarize(in).value();
  EXPECT_TRUE(summary.errors.empty());
  EXPECT_EQ(summary.unread, 6U);
  EXPECT_EQ(summary.segments.size(), 10U);
  EXPECT_EQ(summary.packings(), (PackingCounts{1, 1, 1, 1, 6}));
  std::istringstream again(bytes);
  const auto with = Summarize(again, FindThem).value();
  EXPECT_TRUE(with.errors.empty());
  EXPECT_EQ(with.unread, 0U);
  EXPECT_EQ(with.events(), summary.events());
  EXPECT_EQ(with.coded_bits(), summary.coded_bits());
  EXPECT_GT(summary.sparse_bytes(), summary.bytes / 2);
  std::istringstream damaged(bytes.substr(0, 200) + "\x01" + bytes.substr(201));
  EXPECT_FALSE(Summarize(damaged).value().errors.empty());
}

TEST(AdaptivePackings, DamageStaysInItsSegment) {
  const std::string whole = FileOfGolden("adaptive-among-others");
  const auto segments = [](const std::string& bytes) {
    std::istringstream in(bytes);
    const auto summary = Summarize(in, FindThem);
    return summary ? summary->segments.size() : 0;
  };
  ASSERT_EQ(segments(whole), 10U);
  for (size_t bit = 36 * 8; bit < whole.size() * 8; bit += 3) {
    std::string damaged = whole;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    EXPECT_GE(segments(damaged), 9U) << bit;
  }
}

// A packed payload is full of what looks like chunks of up to a megabyte.
TEST(AdaptivePackings, DamageAtTheStartOfALongFileStaysThere) {
  constexpr uint64_t kSegments = 900;
  FileHeader header;
  header.source_rate = header.codec_rate;
  header.loudness_spacing = 0;
  header.packing_family = 1;
  std::ostringstream out;
  auto writer = SpkWriter::Create(out, header).value();
  for (uint64_t i = 0; i < kSegments; ++i) {
    const EventMatrix events =
        RandomEvents(header.units, header.steps, 0.5, static_cast<uint32_t>(i));
    ASSERT_TRUE(writer.WriteSegment({i, 0, 0, {}, events}, Packing::kDense));
  }
  ASSERT_TRUE(writer.Finish(kSegments * static_cast<uint64_t>(header.segment_samples())));
  std::string bytes = out.str();
  for (const size_t at : {size_t{100}, size_t{9000}}) bytes[at] = static_cast<char>(~bytes[at]);
  std::istringstream in(bytes);
  const auto summary = Summarize(in);
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->segments.size(), kSegments - 2);
}

// Of a wide matrix a chunk could be as long as a whole file.
TEST(AdaptivePackings, DamageOfAWideFileStaysThere) {
  constexpr uint64_t kSegments = 400;
  FileHeader header;
  header.source_rate = header.codec_rate;
  header.units = 55296;
  header.steps = 64;
  header.loudness_spacing = 0;
  header.packing_family = 1;
  std::ostringstream out;
  auto writer = SpkWriter::Create(out, header).value();
  std::mt19937 random(1);
  for (uint64_t i = 0; i < kSegments; ++i) {
    EventMatrix events(header.units, header.steps);
    for (int n = 0; n < 900; ++n) {
      events.Set(static_cast<int>(random() % 55296), static_cast<int>(random() % 64));
    }
    ASSERT_TRUE(writer.WriteSegment(Segment{i, 0, 0, {}, events}));
  }
  ASSERT_TRUE(writer.Finish(kSegments * static_cast<uint64_t>(header.segment_samples())));
  std::string bytes = out.str();
  for (const size_t at : {size_t{100}, size_t{9000}, size_t{90000}}) {
    bytes[at] = static_cast<char>(~bytes[at]);
  }
  std::istringstream in(bytes);
  const auto summary = Summarize(in);
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->segments.size(), kSegments - 3);
}

TEST(AdaptivePackings, NeedFamilyOne) {
  FileHeader header;
  header.units = kUnits;
  header.steps = 16;
  header.source_rate = header.codec_rate;
  header.loudness_spacing = 0;
  std::ostringstream out;
  auto writer = SpkWriter::Create(out, header, Tables().bytes).value();
  const Segment segment{0, 0, 0, {}, RandomEvents(kUnits, 16, 0.5, 1)};
  const auto refused = writer.WriteSegment(segment, Packing::kAdaptive);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUsage);
  FileHeader adaptive = header;
  adaptive.packing_family = 1;
  const auto packed = PackSegment(adaptive, *Adaptive(), segment, Packing::kAdaptive);
  ASSERT_TRUE(packed);
  EXPECT_FALSE(writer.WriteSegment(*packed)) << "the header does not say so";
}

}  // namespace
}  // namespace spk
