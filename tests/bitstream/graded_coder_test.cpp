#include "bitstream/adaptive/graded_coder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spk/packing_family.h"
#include "tests/bitstream/damaged_payloads.h"
#include "tests/bitstream/random_coefficients.h"
#include "tests/golden/golden_files.h"

namespace spk {
namespace {

using ::testing::HasSubstr;

constexpr int kBins = 12;

const GoldenTables& Golden() {
  for (const GoldenTables& tables : AllGoldenTables()) {
    if (tables.units == kBins * GradedMatrix::kUnitsABin) return tables;
  }
  throw std::logic_error("no graded tables");
}

const GradedTables& Tables() {
  static const GradedTables tables = GradedTables::Open(Golden().bytes).value();
  return tables;
}

std::unique_ptr<const PackingFamily> Packings() {
  Geometry geometry;
  geometry.units = kBins * GradedMatrix::kUnitsABin;
  return std::move(MakeAdaptivePackings(geometry, Golden().bytes).value());
}

TEST(GradedCoder, EveryMatrixComesBack) {
  const auto family = Packings();
  for (const int steps : {1, 2, 17, 256}) {
    for (const double density : {0.0, 0.01, 0.3, 1.0}) {
      const EventMatrix events = RandomCoefficients(kBins, steps, density, 1).ToEvents();
      const PackedEvents packed = family->Pack(events, Packing::kAdaptive);
      EXPECT_EQ(packed.packing, Packing::kAdaptive);
      EXPECT_EQ(family->Unpack(packed, steps), events) << steps << " " << density;
    }
  }
  EXPECT_EQ(family->Pack(EventMatrix(kBins * GradedMatrix::kUnitsABin, 9), Packing::kAdaptive).bits,
            0U);
}

TEST(GradedCoder, EveryMagnitudeComesBack) {
  for (int q = 1; q <= GradedMatrix::kLargest; q += q < 64 ? 1 : 61) {
    GradedMatrix matrix(kBins, 2);
    matrix.Row(0)[3] = static_cast<int16_t>(q);
    matrix.Row(1)[0] = static_cast<int16_t>(-q);
    const auto bytes = EncodeGraded(Tables(), matrix);
    const auto count = 2 * static_cast<uint64_t>(GradedMatrix::EventsOf(q));
    EXPECT_EQ(DecodeGraded(Tables(), 2, count, bytes), matrix) << q;
  }
}

TEST(GradedCoder, AMatrixThatBreaksTheStructureIsPackedAnotherWay) {
  EventMatrix events(kBins * GradedMatrix::kUnitsABin, 5);
  events.Set(0, 2);
  events.Set(1, 2);
  const auto family = Packings();
  for (const auto packing : {std::optional<Packing>(), std::optional(Packing::kAdaptive)}) {
    const PackedEvents packed = family->Pack(events, packing);
    EXPECT_NE(packed.packing, Packing::kAdaptive);
    EXPECT_EQ(family->Unpack(packed, 5), events);
  }
}

TEST(GradedCoder, DamagedPayloadsAreErrorsOrOtherMatrices) {
  ExpectDamageIsSeen(*Packings(), RandomCoefficients(kBins, 64, 0.3, 1).ToEvents());
}

std::string ErrorOf(const Bytes& bytes) {
  const auto tables = GradedTables::Open(bytes);
  if (tables) return "";
  EXPECT_EQ(tables.error().code, ErrorCode::kModel);
  return tables.error().message;
}

TEST(GradedTables, AreRejectedWhereTheyAreNone) {
  EXPECT_EQ(ErrorOf(Golden().bytes), "");
  EXPECT_THAT(ErrorOf({}), HasSubstr("no tables of graded events"));
  Bytes longer = Golden().bytes;
  longer.push_back(0);
  EXPECT_THAT(ErrorOf(longer), HasSubstr("where their shape needs"));
  longer.resize(longer.size() - 2);
  EXPECT_THAT(ErrorOf(longer), HasSubstr("where their shape needs"));
  for (size_t byte = 0; byte < 16; ++byte) {
    for (int bit = 0; bit < 8; ++bit) {
      Bytes damaged = Golden().bytes;
      damaged[byte] ^= static_cast<uint8_t>(1U << bit);
      EXPECT_NE(ErrorOf(damaged), "") << byte;
    }
  }
}

// The worst that tables can hold must not overflow: a sanitizer looks on.
TEST(GradedTables, ExtremeNumbersCodeAllTheSame) {
  for (const uint8_t byte : {0x00, 0x7F, 0x80, 0xFF}) {
    Bytes bytes = Golden().bytes;
    std::fill(bytes.begin() + 16, bytes.end(), byte);
    const auto tables = GradedTables::Open(bytes).value();
    const GradedMatrix matrix = RandomCoefficients(kBins, 100, 0.6, 2);
    const uint64_t count = matrix.ToEvents().CountEvents();
    EXPECT_EQ(DecodeGraded(tables, 100, count, EncodeGraded(tables, matrix)), matrix) << int{byte};
  }
}

}  // namespace
}  // namespace spk
