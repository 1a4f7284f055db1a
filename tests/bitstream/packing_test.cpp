#include "spk/packing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bitstream/bit_io.h"
#include "bitstream/compressed_rows.h"
#include "spk/packing_family.h"
#include "tests/bitstream/random_events.h"

namespace spk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The paper's worked example (Figure 1): N = 5, T = 10, S = 7.
EventMatrix PaperExample() {
  EventMatrix events(5, 10);
  for (const auto& [unit, step] :
       {std::pair{0, 3}, {1, 0}, {1, 4}, {2, 9}, {3, 1}, {3, 3}, {4, 6}}) {
    events.Set(unit, step);
  }
  return events;
}

std::vector<uint8_t> PackedBytes(const EventMatrix& events, Packing packing) {
  BitWriter writer;
  Pack(events, packing, writer);
  EXPECT_EQ(writer.bits_written(),
            CodedBits(packing, events.units(), events.steps(), events.CountEvents()))
      << PackingName(packing) << " " << events.units() << "x" << events.steps();
  return writer.Finish();
}

void ExpectRoundTrip(const EventMatrix& events) {
  for (const Packing packing : kSparsePackings) {
    const auto bytes = PackedBytes(events, packing);
    BitReader reader(bytes);
    const auto unpacked =
        Unpack(packing, events.units(), events.steps(), events.CountEvents(), reader);
    ASSERT_TRUE(unpacked.has_value()) << unpacked.error().message;
    ASSERT_EQ(*unpacked, events) << PackingName(packing) << " " << events.units() << "x"
                                 << events.steps();
    EXPECT_TRUE(reader.AtZeroPadding());
  }
}

TEST(Packing, PaperExampleHasThePapersSizesAndLists) {
  const EventMatrix events = PaperExample();
  EXPECT_EQ(PaperBits(Packing::kDense, 5, 10, 7), 50U);
  EXPECT_EQ(PaperBits(Packing::kCoordinate, 5, 10, 7), 49U);
  EXPECT_EQ(PaperBits(Packing::kCompressedTime, 5, 10, 7), 40U);
  EXPECT_EQ(PaperBits(Packing::kCompressedUnits, 5, 10, 7), 48U);
  for (const Packing packing : kSparsePackings) {
    EXPECT_EQ(CodedBits(packing, 5, 10, 7), PaperBits(packing, 5, 10, 7));
  }
  const CompressedRows rows = StepsOfUnits(events);
  EXPECT_THAT(rows.indices, ElementsAre(3, 0, 4, 9, 1, 3, 6));
  EXPECT_THAT(rows.pointers, ElementsAre(0, 1, 3, 4, 6, 7));
  ExpectRoundTrip(events);
}

TEST(Packing, PaperExampleBytes) {
  // Pointers 1 3 4 6 in 3 bits, then steps 3 0 4 9 1 3 6 in 4 bits.
  EXPECT_THAT(PackedBytes(PaperExample(), Packing::kCompressedTime),
              ElementsAre(0b00101110, 0b01100011, 0b00000100, 0b10010001, 0b00110110));
  // Pairs of unit (3 bits) and step (4 bits).
  EXPECT_THAT(PackedBytes(PaperExample(), Packing::kCoordinate),
              ElementsAre(0b00000110, 0b01000000, 0b10100010, 0b10010110, 0b00101100, 0b11100011,
                          0b00000000));
}

struct Regime {
  uint64_t first, last;
  Packing packing;
};

void ExpectRegimes(int units, int steps, const std::vector<Regime>& regimes) {
  for (const Regime& regime : regimes) {
    for (uint64_t events = regime.first; events <= regime.last; ++events) {
      ASSERT_EQ(SmallestPaperPacking(units, steps, events), regime.packing) << events << " events";
    }
  }
}

TEST(Packing, CrossoversOfThePapersFigure1) {
  ExpectRegimes(80, 1024,
                {{2, 79, Packing::kCoordinate},
                 {80, 3776, Packing::kCompressedTime},
                 {3777, 9656, Packing::kCompressedUnits},
                 {9657, 81920, Packing::kDense}});
}

TEST(Packing, CrossoversAtTheTrainingSegment) {
  ExpectRegimes(80, 256,
                {{2, 79, Packing::kCoordinate},
                 {80, 1936, Packing::kCompressedTime},
                 {1937, 2048, Packing::kCompressedUnits},
                 {2049, 2112, Packing::kCompressedTime},
                 {2113, 2488, Packing::kCompressedUnits},
                 {2489, 20480, Packing::kDense}});
}

TEST(Packing, CodedPointersTakeOneMoreBitAtPowersOfTwoOnly) {
  for (uint64_t events = 1; events <= 20480; ++events) {
    const uint64_t extra = std::has_single_bit(events) ? 79 : 0;
    ASSERT_EQ(CodedBits(Packing::kCompressedTime, 80, 256, events),
              PaperBits(Packing::kCompressedTime, 80, 256, events) + extra);
  }
}

TEST(Packing, SmallestByCodedBitsIsWhatItSays) {
  for (uint64_t events = 0; events <= 20480; ++events) {
    const uint64_t smallest = CodedBits(SmallestPacking(80, 256, events), 80, 256, events);
    for (const Packing packing : kSparsePackings) {
      ASSERT_LE(smallest, CodedBits(packing, 80, 256, events)) << events;
    }
  }
  EXPECT_EQ(SmallestPacking(80, 256, 0), Packing::kCoordinate);
  EXPECT_EQ(SmallestPacking(80, 256, 1), Packing::kCoordinate);
  EXPECT_EQ(SmallestPacking(1, 1, 1), Packing::kCoordinate);
}

TEST(Packing, RoundTripsEveryDensity) {
  for (int percent = 0; percent <= 100; percent += 2) {
    ExpectRoundTrip(RandomEvents(80, 256, percent / 100.0, static_cast<uint32_t>(percent)));
  }
}

TEST(Packing, RoundTripsEverySmallMatrix) {
  for (int units = 1; units <= 4; ++units) {
    for (int steps = 1; steps <= 3; ++steps) {
      for (int pattern = 0; pattern < 1 << (units * steps); ++pattern) {
        EventMatrix events(units, steps);
        for (int cell = 0; cell < units * steps; ++cell) {
          if ((pattern >> cell & 1) != 0) events.Set(cell % units, cell / units);
        }
        ExpectRoundTrip(events);
      }
    }
  }
}

TEST(Packing, RoundTripsAllShapes) {
  for (const int units : {1, 2, 3, 31, 32, 33, 63, 64, 65, 80, 127, 128, 129, 1024}) {
    for (const int steps : {1, 2, 3, 5, 64, 255, 256}) {
      for (const double density : {0.0, 0.02, 0.1, 0.5, 1.0}) {
        ExpectRoundTrip(RandomEvents(units, steps, density, static_cast<uint32_t>(units + steps)));
      }
    }
  }
}

// With the paper's own pointer width all of these matrices would look alike.
TEST(Packing, RoundTripsPowersOfTwoOfEventsInOneRow) {
  for (const int count : {1, 2, 4, 8, 16, 32, 64}) {
    for (const int row : {0, 1, 40, 79}) {
      EventMatrix in_one_unit(80, 256);
      EventMatrix in_one_step(80, 256);
      for (int i = 0; i < count; ++i) {
        in_one_unit.Set(row, 3 * i);
        in_one_step.Set(i, row);
      }
      ExpectRoundTrip(in_one_unit);
      ExpectRoundTrip(in_one_step);
    }
  }
}

// --- what must be rejected -------------------------------------------------------------------

std::string UnpackError(Packing packing, int units, int steps, uint64_t count,
                        const std::vector<std::pair<uint64_t, int>>& fields) {
  BitWriter writer;
  for (const auto& [value, bits] : fields) writer.Write(value, bits);
  const auto bytes = writer.Finish();
  BitReader reader(bytes);
  const auto events = Unpack(packing, units, steps, count, reader);
  EXPECT_FALSE(events.has_value());
  if (events) return "";
  EXPECT_EQ(events.error().code, ErrorCode::kCorrupt);
  return events.error().message;
}

// As the payload grows by one event more that moves no pointer's width.
TEST(PackingFamily, AnEventCostsWhatItAdds) {
  const auto family = MakeSparsePackings({.units = 80, .steps = 256});
  for (const double density : {0.001, 0.05, 0.3, 0.6}) {
    EventMatrix events = RandomEvents(80, 256, density, 3);
    const float bits = family->EventBits(events, std::nullopt)[7];
    const PackedEvents before = family->Pack(events, std::nullopt);
    for (int step = 0; events.CountEvents() == before.count; ++step) events.Set(7, step);
    const PackedEvents after = family->Pack(events, std::nullopt);
    EXPECT_EQ(after.packing, before.packing);
    EXPECT_EQ(static_cast<float>(after.bits - before.bits), bits) << density;
  }
}

TEST(PackingFamily, EventsOfAPartOfASegmentCostAsInTheWhole) {
  const auto family = MakeSparsePackings({.units = 80, .steps = 256});
  const EventMatrix part = RandomEvents(80, 16, 0.05, 3);
  EXPECT_EQ(family->EventBits(part, std::nullopt), std::vector<float>(size_t{80} * 16, 8));
  EXPECT_EQ(family->EventBits(part, Packing::kDense), std::vector<float>(size_t{80} * 16, 0));
}

TEST(Unpack, RejectsMoreEventsThanCells) {
  EXPECT_THAT(UnpackError(Packing::kDense, 2, 2, 5, {{0xF, 4}}), HasSubstr("more events"));
}

TEST(Unpack, RejectsMissingBits) {
  EXPECT_THAT(UnpackError(Packing::kCoordinate, 80, 256, 2, {{0, 15}}), HasSubstr("shorter"));
}

TEST(Unpack, RejectsDensePayloadWithAnotherCount) {
  EXPECT_THAT(UnpackError(Packing::kDense, 2, 2, 1, {{0b0110, 4}}), HasSubstr("as many events"));
}

TEST(Unpack, RejectsCoordinatesOutOfRange) {
  EXPECT_THAT(UnpackError(Packing::kCoordinate, 5, 10, 1, {{5, 3}, {0, 4}}), HasSubstr("range"));
  EXPECT_THAT(UnpackError(Packing::kCoordinate, 5, 10, 1, {{0, 3}, {10, 4}}), HasSubstr("range"));
}

TEST(Unpack, RejectsUnsortedAndRepeatedCoordinates) {
  EXPECT_THAT(UnpackError(Packing::kCoordinate, 4, 4, 2, {{1, 2}, {0, 2}, {0, 2}, {0, 2}}),
              HasSubstr("unsorted"));
  EXPECT_THAT(UnpackError(Packing::kCoordinate, 4, 4, 2, {{1, 2}, {1, 2}, {1, 2}, {1, 2}}),
              HasSubstr("repeated"));
}

TEST(Unpack, RejectsFallingPointers) {
  EXPECT_THAT(UnpackError(Packing::kCompressedTime, 3, 4, 2, {{2, 2}, {1, 2}, {0, 2}, {1, 2}}),
              HasSubstr("fall"));
}

TEST(Unpack, RejectsPointersOverTheCount) {
  EXPECT_THAT(UnpackError(Packing::kCompressedUnits, 4, 3, 2, {{3, 2}, {3, 2}, {0, 2}, {1, 2}}),
              HasSubstr("exceeds"));
}

TEST(Unpack, RejectsIndicesOutOfRange) {
  EXPECT_THAT(UnpackError(Packing::kCompressedTime, 2, 5, 1, {{0, 1}, {5, 3}}), HasSubstr("range"));
}

TEST(Unpack, RejectsUnsortedAndRepeatedIndices) {
  EXPECT_THAT(UnpackError(Packing::kCompressedTime, 2, 4, 2, {{2, 2}, {1, 2}, {0, 2}}),
              HasSubstr("unsorted"));
  EXPECT_THAT(UnpackError(Packing::kCompressedUnits, 4, 2, 2, {{2, 2}, {1, 2}, {1, 2}}),
              HasSubstr("repeated"));
}

}  // namespace
}  // namespace spk
