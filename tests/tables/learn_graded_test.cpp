#include <gtest/gtest.h>

#include <random>

#include "bitstream/adaptive/graded_coder.h"
#include "tables/learn_start.h"
#include "tables/learn_tables.h"
#include "tests/bitstream/random_coefficients.h"

namespace spk {
namespace {

constexpr int kBins = 24;
constexpr int kSteps = 32;

// Partials that begin now and then in some bin, and die away; a little noise among them.
GradedMatrix Partials(uint32_t seed) {
  GradedMatrix matrix = RandomCoefficients(kBins, kSteps, 0.02, seed);
  std::mt19937 random(seed);
  for (int step = 0; step < kSteps; ++step) {
    for (size_t bin = 0; bin < kBins; bin += 3) {
      const int last = step > 0 ? matrix.Row(step - 1)[bin] : 0;
      const int begun = random() % 8 == 0 ? 20 : 0;
      matrix.Row(step)[bin] = static_cast<int16_t>(std::max(begun, std::abs(last) * 3 / 4));
    }
  }
  return matrix;
}

TEST(LearnGradedTables, StartValuesSaveWhatSegmentsWouldLearnAnew) {
  std::vector<GradedMatrix> learnt;
  for (uint32_t i = 0; i < 60; ++i) learnt.push_back(Partials(i));
  EditableGradedTables blank(kBins);
  for (const auto kind : {GradedContexts::kUsed, GradedContexts::kSign, GradedContexts::kLarger}) {
    BlankStartValues({GradedContexts::Shape(kind, kBins), blank.kinds[kind]});
  }
  const auto tables = LearnGradedTables(learnt);
  EXPECT_EQ(LearnGradedTables(learnt), tables);
  const GradedMatrix other = Partials(1000);
  const double bits = IdealBits(tables, {other.ToEvents()});
  EXPECT_LT(bits, 0.7 * IdealBits(blank.bytes, {other.ToEvents()}));
  // The ideal code length is what coding takes.
  const auto bytes = EncodeGraded(GradedTables::Open(tables).value(), other);
  EXPECT_NEAR(8.0 * static_cast<double>(bytes.size()), bits, 40);
}

}  // namespace
}  // namespace spk
