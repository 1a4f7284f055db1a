#include "evaluation/si_snr.h"

#include <gtest/gtest.h>

#include <vector>

#include "evaluation/metrics.h"
#include "test_signals.h"

namespace spk {
namespace {

double Meter(const std::vector<float>& reference, const std::vector<float>& estimate) {
  SiSnrMeter meter;
  meter.Add(reference, estimate);
  return meter.si_snr();
}

TEST(SiSnrMeterTest, AgreesWithTheMetricOfTensors) {
  const std::vector<float> x = TestReference();
  const std::vector<float> y = TestEstimate(x);
  const auto tensor = [](const std::vector<float>& v) { return torch::tensor(v).unsqueeze(0); };
  EXPECT_NEAR(Meter(x, y), SiSnr(tensor(y), tensor(x)).item<double>(), 1e-4);
}

// x = 1, 2, 3, 4 and y = 1, 3, 2, 4 without their means of 2.5: x.x = 5, x.y = 4, y.y = 5, so the
// signal is 4 * 4 / 5 = 3.2, the noise 5 - 3.2 = 1.8 and the ratio 2.499 dB.
TEST(SiSnrMeterTest, AsByHand) {
  EXPECT_NEAR(Meter({1, 2, 3, 4}, {1, 3, 2, 4}), 2.4988, 1e-4);
  EXPECT_NEAR(Meter({1, 2, 3, 4}, {12, 32, 22, 42}), 2.4988, 1e-4);  // gain and offset are free
}

TEST(SiSnrMeterTest, SilenceAndPerfection) {
  EXPECT_DOUBLE_EQ(Meter({1, 2, 3}, {2, 4, 6}), 100);
  EXPECT_DOUBLE_EQ(Meter({1, 1, 1}, {2, 4, 6}), 100);  // nothing to find
  EXPECT_DOUBLE_EQ(Meter({1, 2, 3}, {0, 0, 0}), -100);
  EXPECT_DOUBLE_EQ(SiSnrMeter().si_snr(), 100);
}

TEST(SiSnrMeterTest, RmsIsWithoutTheMean) {
  SiSnrMeter meter;
  meter.Add(std::vector<float>{4, 6, 4, 6}, std::vector<float>{0, 0, 0, 0});
  EXPECT_DOUBLE_EQ(meter.reference_rms(), 1);
}

}  // namespace
}  // namespace spk
