#include "model/diffusion.h"

#include "tests/model/test_util.h"

namespace spk {
namespace {

TEST(Diffusion, VelocityDataAndNoiseAreOneAnothersAlgebra) {
  const torch::Tensor x = torch::randn({5, 2, 30});
  const torch::Tensor noise = torch::randn_like(x);
  const torch::Tensor sigma = torch::tensor({0.0F, 0.2F, 0.5F, 0.9F, 1.0F});
  const torch::Tensor noisy = NoisySignal(x, noise, sigma);
  const torch::Tensor v = Velocity(x, noise, sigma);
  const torch::Tensor cosine = torch::cos(sigma.view({-1, 1, 1}) * M_PI_2);
  const torch::Tensor sine = torch::sin(sigma.view({-1, 1, 1}) * M_PI_2);
  EXPECT_LT(RelativeError(cosine * noisy - sine * v, x), 1e-6);
  EXPECT_LT(RelativeError(sine * noisy + cosine * v, noise), 1e-6);
  EXPECT_TRUE(noisy[0].equal(x[0]));
  EXPECT_LT(RelativeError(noisy[4], noise[4]), 1e-6);
}

// The velocity of a world whose only signal is x.
VelocityNetwork Perfect(const torch::Tensor& x) {
  return [x](const torch::Tensor& noisy, const torch::Tensor& sigma) {
    const torch::Tensor angle = sigma.view({-1, 1, 1}) * M_PI_2;
    const torch::Tensor noise = (noisy - torch::cos(angle) * x) / torch::sin(angle);
    return Velocity(x, noise, sigma);
  };
}

class SamplerTest : public testing::TestWithParam<int64_t> {};

TEST_P(SamplerTest, PerfectVelocityReturnsTheSignal) {
  const torch::Tensor x = torch::randn({2, 1, 100});
  const torch::Tensor noise = torch::randn_like(x);
  EXPECT_LT(RelativeError(Sample(Perfect(x), noise, GetParam()), x), 1e-4);
}

INSTANTIATE_TEST_SUITE_P(Steps, SamplerTest, testing::Values(1, 2, 3, 10, 50));

// For data N(0, s^2) the exact velocity is linear and the flow maps noise to s times noise.
TEST(Sampler, ConvergesWithItsSteps) {
  constexpr double kDeviation = 0.3;
  const VelocityNetwork exact = [](const torch::Tensor& noisy, const torch::Tensor& sigma) {
    const torch::Tensor a = torch::cos(sigma.view({-1, 1, 1}) * M_PI_2);
    const torch::Tensor b = torch::sin(sigma.view({-1, 1, 1}) * M_PI_2);
    const double variance = kDeviation * kDeviation;
    return noisy * a * b * (1 - variance) / (a * a * variance + b * b);
  };
  const torch::Tensor noise = torch::randn({1, 1, 1000});
  const auto error = [&](int64_t steps) {
    return RelativeError(Sample(exact, noise, steps), kDeviation * noise);
  };
  EXPECT_LT(error(64), 0.5 * error(16));
}

TEST(Diffusion, LossOfThePerfectNetworkIsZeroAndOfSilenceIsOne) {
  torch::manual_seed(3);
  const torch::Tensor x = torch::randn({4, 1, 5000});
  EXPECT_LT(VelocityLoss(Perfect(x), x, 0).item<double>(), 1e-6);
  const VelocityNetwork silent = [](const torch::Tensor& noisy, const torch::Tensor&) {
    return torch::zeros_like(noisy);
  };
  EXPECT_NEAR(VelocityLoss(silent, x, 0.5).item<double>(), 1, 0.05);
}

TEST(Diffusion, PureNoiseShareIsDrawn) {
  torch::manual_seed(4);
  double share = 0;
  const VelocityNetwork counting = [&](const torch::Tensor& noisy, const torch::Tensor& sigma) {
    share = (sigma == 1).to(torch::kFloat).mean().item<double>();
    return torch::zeros_like(noisy);
  };
  VelocityLoss(counting, torch::zeros({4000, 1, 1}), 0.3);
  EXPECT_NEAR(share, 0.3, 0.03);
}

}  // namespace
}  // namespace spk
