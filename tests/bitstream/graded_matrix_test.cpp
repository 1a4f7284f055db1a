#include "bitstream/graded_matrix.h"

#include <gtest/gtest.h>

#include "tests/bitstream/random_coefficients.h"

namespace spk {
namespace {

// 27 = 123 in base 4, from the last digit on: units 2, 3 + 1, 6 + 0 of the bin.
TEST(GradedMatrix, DigitsAreEvents) {
  GradedMatrix matrix(3, 2);
  matrix.Row(0)[1] = 27;
  matrix.Row(1)[2] = -4;
  EventMatrix expected(3 * GradedMatrix::kUnitsABin, 2);
  for (const int unit : {2, 4, 6}) expected.Set(GradedMatrix::kUnitsABin + unit, 0);
  expected.Set(2 * GradedMatrix::kUnitsABin + GradedMatrix::kDigits + 3, 1);
  EXPECT_EQ(matrix.ToEvents(), expected);
  EXPECT_EQ(GradedMatrix::Of(expected), matrix);
}

TEST(GradedMatrix, EveryCoefficientComesBack) {
  constexpr int kAll = 2 * GradedMatrix::kLargest + 1;
  GradedMatrix matrix(kAll, 1);
  uint64_t count = 0;
  for (int i = 0; i < kAll; ++i) {
    const int q = i - GradedMatrix::kLargest;
    matrix.Row(0)[static_cast<size_t>(i)] = static_cast<int16_t>(q);
    count += static_cast<uint64_t>(GradedMatrix::EventsOf(q));
  }
  const EventMatrix events = matrix.ToEvents();
  EXPECT_EQ(events.CountEvents(), count);
  EXPECT_EQ(GradedMatrix::Of(events), matrix);
  EXPECT_EQ(GradedMatrix::EventsOf(0), 0);
  EXPECT_EQ(GradedMatrix::EventsOf(-4), 1);
  EXPECT_EQ(GradedMatrix::EventsOf(GradedMatrix::kLargest), GradedMatrix::kPlaces);
}

TEST(GradedMatrix, OtherEventsAreNoCoefficients) {
  EXPECT_FALSE(GradedMatrix::Of(EventMatrix(GradedMatrix::kUnitsABin + 1, 1)));
  const auto is_number = [](int first, int second) {
    EventMatrix events(GradedMatrix::kUnitsABin, 1);
    events.Set(first, 0);
    events.Set(second, 0);
    return GradedMatrix::Of(events).has_value();
  };
  EXPECT_TRUE(is_number(0, 3));
  EXPECT_FALSE(is_number(0, 1)) << "two digits in one place";
  EXPECT_FALSE(is_number(3, 5));
  EXPECT_FALSE(is_number(0, GradedMatrix::kDigits)) << "two signs";
  EXPECT_FALSE(is_number(3, GradedMatrix::kDigits));
  EXPECT_FALSE(is_number(0, GradedMatrix::kDigits + 3)) << "-4 + 1 could be a -3";
  EXPECT_TRUE(is_number(GradedMatrix::kDigits + 2, GradedMatrix::kDigits + 3));
}

TEST(GradedMatrix, RandomOnesComeBack) {
  for (const double density : {0.0, 0.05, 0.5, 1.0}) {
    const GradedMatrix matrix = RandomCoefficients(37, 11, density, 1);
    EXPECT_EQ(GradedMatrix::Of(matrix.ToEvents()), matrix) << density;
  }
}

}  // namespace
}  // namespace spk
