#include "metrics/mel_filters.h"

#include <gtest/gtest.h>

#include <cmath>

namespace spk {
namespace {

TEST(MelFilters, ArePlacedOnTheHtkScale) {
  const torch::Tensor filters = MelFilters(513, 80, 22050);
  EXPECT_EQ(filters.sizes(), (torch::IntArrayRef{80, 513}));
  EXPECT_GE(filters.min().item<float>(), 0);
  EXPECT_LE(filters.max().item<float>(), 1);
  // Band 40 peaks at mel 41/81 of the whole range.
  const double top = 2595 * std::log10(1 + 11025.0 / 700);
  const double hertz = 700 * (std::pow(10, top * 41 / 81 / 2595) - 1);
  EXPECT_NEAR(filters[40].argmax().item<double>() * 11025 / 512, hertz, 11025.0 / 512);
}

TEST(MelFilters, AFrequencyDividesThemInTwo) {
  const torch::Tensor low = MelFilters(513, 80, 22050, 0, 2000);
  const torch::Tensor high = MelFilters(513, 80, 22050, 2000);
  EXPECT_TRUE(torch::equal(torch::cat({low, high}), MelFilters(513, 80, 22050)));
  EXPECT_EQ(low.size(0), 38);  // 2000 Hz is mel 1521.4 of 3176.3 at the top: 38.8 of 81
}

}  // namespace
}  // namespace spk
