#include "metrics/losses.h"

#include <gtest/gtest.h>

#include <cmath>

namespace spk {
namespace {

TEST(LogErrorLoss, ADecibelIsWorthTheSameInEveryWindow) {
  const torch::Tensor target = torch::randn({2, 4096});
  const torch::Tensor error = torch::randn({2, 4096}) * torch::tensor({{0.5}, {0.2}});
  const float before = LogErrorLoss(target + error, target).item<float>();
  const torch::Tensor halves = torch::tensor({{0.5}, {1.0}});
  const float first = LogErrorLoss(target + error * halves, target).item<float>();
  const float second = LogErrorLoss(target + error * halves.flip(0), target).item<float>();
  EXPECT_NEAR(before - first, std::log(2.0), 0.02);  // 6 dB in one of two windows
  EXPECT_NEAR(second, first, 0.06);                  // a little less nearer to the floor
  EXPECT_GT(before, second);
}

TEST(LogErrorLoss, PerfectIsTheFloor) {
  const torch::Tensor target = torch::randn({2, 4096});
  EXPECT_NEAR(LogErrorLoss(target, target).item<float>(), std::log(1e-3), 1e-4);
}

TEST(MultiResolutionStftLoss, ZeroForEqualAndRisesWithTheDifference) {
  const torch::Tensor target = torch::randn({2, 8192});
  EXPECT_NEAR(MultiResolutionStftLoss(target, target).item<float>(), 0, 1e-6);
  const float near = MultiResolutionStftLoss(1.1 * target, target).item<float>();
  const float far = MultiResolutionStftLoss(1.5 * target, target).item<float>();
  EXPECT_NEAR(near, 0.1 + std::log(1.1), 1e-3);  // convergence + log distance of a pure gain
  EXPECT_NEAR(far, 0.5 + std::log(1.5), 1e-3);
}

// A loud low partial and a soft high one.
torch::Tensor TwoPartials(double low_gain, double high_gain) {
  const torch::Tensor t = torch::arange(16384) / 22050.0;
  return (low_gain * torch::sin(2 * M_PI * 220 * t) +
          high_gain * 0.01 * torch::sin(2 * M_PI * 4000 * t))
      .unsqueeze(0)
      .to(torch::kFloat);
}

TEST(EnvelopeErrorLoss, TheSoftPartialCountsTheMoreTheHigherTheExponent) {
  const torch::Tensor target = TwoPartials(1, 1);
  const auto share_of_high = [&](double exponent) {
    const auto ratio = [&](const torch::Tensor& estimate) {
      return std::exp(EnvelopeErrorLoss(estimate, target, exponent).item<double>()) - 1e-3;
    };
    return ratio(TwoPartials(1, 0)) / ratio(TwoPartials(0, 1));
  };
  EXPECT_NEAR(share_of_high(0), 1e-4, 2e-5);  // 40 dB down
  EXPECT_NEAR(share_of_high(0.5), 1e-2, 4e-3);
  EXPECT_NEAR(share_of_high(1), 1, 0.3);
}

TEST(EnvelopeErrorLoss, PerfectIsTheFloorAndSilenceHasAGradient) {
  const torch::Tensor target = TwoPartials(1, 1);
  EXPECT_NEAR(EnvelopeErrorLoss(target, target, 0.3).item<double>(), std::log(1e-3), 1e-3);
  const torch::Tensor silence = torch::zeros_like(target).requires_grad_();
  EnvelopeErrorLoss(silence, target, 0.3).backward();
  EXPECT_TRUE(torch::isfinite(silence.grad()).all().item<bool>());
  EXPECT_TRUE(
      torch::isfinite(EnvelopeErrorLoss(target, torch::zeros_like(target), 0.3)).item<bool>());
}

TEST(OctaveLevelLoss, HalfTheAmplitudeInOneOctaveOfEight) {
  const torch::Tensor target = TwoPartials(1, 1);
  EXPECT_NEAR(OctaveLevelLoss(target, target, 22050).item<double>(), 0, 1e-9);
  const double once = std::pow(std::log(2.0), 2) / 8;
  EXPECT_NEAR(OctaveLevelLoss(TwoPartials(0.5, 1), target, 22050).item<double>(), once, 1e-3);
  EXPECT_NEAR(OctaveLevelLoss(TwoPartials(1, 2), target, 22050).item<double>(), once, 2e-3);
}

TEST(OctaveLevelLoss, SilenceHasAGradient) {
  const torch::Tensor silence = torch::zeros({1, 16384}).requires_grad_();
  OctaveLevelLoss(silence, torch::zeros_like(silence), 22050).backward();
  EXPECT_TRUE(torch::isfinite(silence.grad()).all().item<bool>());
}

TEST(MultiResolutionStftLoss, GradientOfSilenceIsFinite) {
  const torch::Tensor estimate = torch::zeros({1, 4096}, torch::requires_grad());
  MultiResolutionStftLoss(estimate, torch::randn({1, 4096})).backward();
  EXPECT_TRUE(torch::isfinite(estimate.grad()).all().item<bool>());
}

}  // namespace
}  // namespace spk
