#include "metrics/statistics.h"

#include <gtest/gtest.h>

#include <cmath>

namespace spk {
namespace {

TEST(StatisticsTest, PercentilesLieBetweenRanks) {
  const std::vector<double> values = {50, 10, 40, 20, 30};
  EXPECT_DOUBLE_EQ(Percentile(values, 0), 10);
  EXPECT_DOUBLE_EQ(Percentile(values, 5), 12);  // rank 0.2
  EXPECT_DOUBLE_EQ(Percentile(values, 50), 30);
  EXPECT_DOUBLE_EQ(Percentile(values, 100), 50);
  EXPECT_DOUBLE_EQ(Percentile({7}, 5), 7);
  EXPECT_TRUE(std::isnan(Percentile({}, 5)));
}

TEST(StatisticsTest, MeanOfNothingIsNoNumber) {
  EXPECT_DOUBLE_EQ(Mean({1, 2, 6}), 3);
  EXPECT_TRUE(std::isnan(Mean({})));
}

}  // namespace
}  // namespace spk
