#include "audio/si_snr.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace spk {
namespace {

using Samples = std::vector<float>;

TEST(SiSnrTest, OfKnownNoise) {
  std::mt19937 random(3);
  std::normal_distribution<float> normal;
  Samples x(800000);
  Samples a_tenth(x.size());
  Samples as_much(x.size());
  for (size_t i = 0; i < x.size(); ++i) {
    x[i] = normal(random);
    const float noise = normal(random);
    a_tenth[i] = x[i] + 0.1F * noise;
    as_much[i] = -5 * (x[i] + noise) + 3;
  }
  EXPECT_NEAR(SiSnr(x, a_tenth), 20, 0.05);
  EXPECT_NEAR(SiSnr(x, as_much), 0, 0.05);
}

// x = 1, 2, 3, 4 and y = 1, 3, 2, 4 without their means of 2.5: x.x = 5, x.y = 4, y.y = 5, so the
// signal is 4 * 4 / 5 = 3.2, the noise 5 - 3.2 = 1.8 and the ratio 2.499 dB.
TEST(SiSnrTest, AsByHand) {
  EXPECT_NEAR(SiSnr(Samples{1, 2, 3, 4}, Samples{1, 3, 2, 4}), 2.4988, 1e-4);
  EXPECT_NEAR(SiSnr(Samples{1, 2, 3, 4}, Samples{12, 32, 22, 42}), 2.4988,
              1e-4);  // gain and offset are free
}

TEST(SiSnrTest, SilenceAndPerfection) {
  EXPECT_DOUBLE_EQ(SiSnr(Samples{1, 2, 3}, Samples{2, 4, 6}), 100);
  EXPECT_DOUBLE_EQ(SiSnr(Samples{1, 1, 1}, Samples{2, 4, 6}), 100);  // nothing to find
  EXPECT_DOUBLE_EQ(SiSnr(Samples{1, 2, 3}, Samples{0, 0, 0}), -100);
  EXPECT_DOUBLE_EQ(SiSnrMeter().si_snr(), 100);
}

TEST(SiSnrMeterTest, RmsIsWithoutTheMean) {
  SiSnrMeter meter;
  meter.Add(Samples{4, 6, 4, 6}, Samples{0, 0, 0, 0});
  EXPECT_DOUBLE_EQ(meter.reference_rms(), 1);
}

}  // namespace
}  // namespace spk
