#include "metrics/log_mel.h"

#include <gtest/gtest.h>

#include <cmath>

namespace spk {
namespace {

constexpr int64_t kRate = 22050;

TEST(LogMelDistanceTest, IsTheGainInDb) {
  torch::manual_seed(3);
  const torch::Tensor x = torch::randn({2, 65536});
  EXPECT_NEAR(LogMelDistance(x, x, kRate).max().item<double>(), 0, 1e-6);
  EXPECT_NEAR(LogMelDistance(0.5 * x, x, kRate).mean().item<double>(), 6.02, 0.01);
}

TEST(LogMelDistanceTest, OverAFrequencySeesOnlyWhatIsThere) {
  const torch::Tensor t = torch::arange(65536) / static_cast<double>(kRate);
  const torch::Tensor high = torch::sin(2 * M_PI * 5000 * t).to(torch::kFloat).unsqueeze(0);
  const torch::Tensor low = torch::sin(2 * M_PI * 300 * t).to(torch::kFloat).unsqueeze(0);
  EXPECT_LT(LogMelDistance(high + 0.3 * low, high + low, kRate, 2000).item<double>(), 0.1);
  EXPECT_GT(LogMelDistance(high + 0.3 * low, high + low, kRate).item<double>(), 0.3);
}

TEST(LogMelDistanceTest, UnderAFrequencySeesOnlyWhatIsThere) {
  torch::manual_seed(3);
  const torch::Tensor x = torch::randn({1, 65536});
  torch::Tensor spectrum = torch::fft::rfft(x);
  spectrum.slice(1, 65536 * 2500 / kRate) *= 0.5;  // 6 dB less from 2500 Hz on
  const torch::Tensor y = torch::fft::irfft(spectrum);
  EXPECT_LT(LogMelDistance(y, x, kRate, 0, 2000).item<double>(), 0.1);
  EXPECT_GT(LogMelDistance(y, x, kRate, 2000).item<double>(), 5);
}

}  // namespace
}  // namespace spk
