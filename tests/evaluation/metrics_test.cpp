#include "evaluation/metrics.h"

#include <gtest/gtest.h>

#include <cmath>

namespace spk {
namespace {

constexpr int64_t kRate = 22050;

TEST(MetricsTest, SiSnrOfKnownNoise) {
  torch::manual_seed(3);
  const torch::Tensor x = torch::randn({4, 200000});
  const torch::Tensor noise = torch::randn({4, 200000});
  EXPECT_NEAR(SiSnr(x + 0.1 * noise, x).mean().item<double>(), 20, 0.05);
  EXPECT_NEAR(SiSnr(-5 * (x + noise) + 3, x).mean().item<double>(), 0, 0.05);
  EXPECT_DOUBLE_EQ(SiSnr(2 * x, x).min().item<double>(), 100);
  EXPECT_DOUBLE_EQ(SiSnr(noise, torch::zeros_like(x)).min().item<double>(), 100);
}

TEST(MetricsTest, LogMelDistanceIsTheGainInDb) {
  torch::manual_seed(3);
  const torch::Tensor x = torch::randn({2, 65536});
  EXPECT_NEAR(LogMelDistance(x, x, kRate, 0).max().item<double>(), 0, 1e-6);
  EXPECT_NEAR(LogMelDistance(0.5 * x, x, kRate, 0).mean().item<double>(), 6.02, 0.01);
}

TEST(MetricsTest, LogMelDistanceOverAFrequencySeesOnlyWhatIsThere) {
  const torch::Tensor t = torch::arange(65536) / static_cast<double>(kRate);
  const torch::Tensor high = torch::sin(2 * M_PI * 5000 * t).to(torch::kFloat).unsqueeze(0);
  const torch::Tensor low = torch::sin(2 * M_PI * 300 * t).to(torch::kFloat).unsqueeze(0);
  EXPECT_LT(LogMelDistance(high + 0.3 * low, high + low, kRate, 2000).item<double>(), 0.1);
  EXPECT_GT(LogMelDistance(high + 0.3 * low, high + low, kRate, 0).item<double>(), 0.3);
}

TEST(MetricsTest, LogMelDistanceUnderAFrequencySeesOnlyWhatIsThere) {
  torch::manual_seed(3);
  const torch::Tensor x = torch::randn({1, 65536});
  torch::Tensor spectrum = torch::fft::rfft(x);
  spectrum.slice(1, 65536 * 2500 / kRate) *= 0.5;  // 6 dB less from 2500 Hz on
  const torch::Tensor y = torch::fft::irfft(spectrum);
  EXPECT_LT(LogMelDistance(y, x, kRate, 0, 2000).item<double>(), 0.1);
  EXPECT_GT(LogMelDistance(y, x, kRate, 2000).item<double>(), 5);
}

TEST(MetricsTest, EntropyOfFairAndSilentUnits) {
  torch::Tensor events = torch::zeros({1, 4, 100});
  events.narrow(1, 0, 2).slice(2, 0, 100, 2).fill_(1);  // two units at one half, two at rest
  EXPECT_NEAR(EntropyRate(events, 43), 86, 1e-3);
}

}  // namespace
}  // namespace spk
