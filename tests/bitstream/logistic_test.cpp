#include "bitstream/adaptive/logistic.h"

#include <gtest/gtest.h>

#include <cmath>

namespace spk {
namespace {

TEST(Logistic, SquashIsTheLogisticFunctionToARounding) {
  for (int logit = -kMaxLogit; logit <= kMaxLogit; ++logit) {
    const double exact = kProbabilityOne / (1 + std::exp(-logit / 256.0));
    EXPECT_NEAR(Squash(logit), std::clamp(exact, 1.0, kProbabilityOne - 1.0), 1.01) << logit;
  }
}

TEST(Logistic, OddsOfAOneAndAZeroAreSymmetric) {
  for (int logit = 0; logit <= kMaxLogit; ++logit) {
    EXPECT_EQ(Squash(logit) + Squash(-logit), kProbabilityOne);
  }
}

TEST(Logistic, StretchUndoesSquash) {
  for (int p = 8; p < kProbabilityOne; p += 16) {
    EXPECT_GE(Squash(Stretch(p)), p);
    EXPECT_LT(Squash(Stretch(p) - 1), p);
  }
  EXPECT_EQ(Stretch(0), Stretch(15));
  EXPECT_EQ(Stretch(kProbabilityOne - 1), Stretch(kProbabilityOne - 16));
}

// The format's tables: who computes them otherwise must find the same.
TEST(Logistic, TablesAreThoseOfTheFormat) {
  uint64_t sum = 0;
  for (int logit = 0; logit <= kMaxLogit; ++logit) {
    sum = sum * 31 + static_cast<uint64_t>(Squash(logit));
  }
  EXPECT_EQ(sum, 17136004381750977880U);
  sum = 0;
  for (int p = 0; p < kProbabilityOne; p += 16) {
    sum = sum * 31 + static_cast<uint64_t>(Stretch(p) + kMaxLogit);
  }
  EXPECT_EQ(sum, 5240864742331514812U);
}

}  // namespace
}  // namespace spk
