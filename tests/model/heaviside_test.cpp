#include "model/heaviside.h"

#include <algorithm>
#include <cmath>

#include "tests/model/test_util.h"

namespace spk {
namespace {

TEST(Heaviside, ValueAndSurrogateGradientOnAGrid) {
  const torch::Tensor pre_activations = torch::linspace(-2, 2, 81).requires_grad_();
  const torch::Tensor events = Heaviside(pre_activations);
  events.sum().backward();
  for (int64_t i = 0; i < pre_activations.size(0); ++i) {
    const float l = pre_activations[i].item<float>();
    EXPECT_EQ(events[i].item<float>(), l > 0 ? 1 : 0) << l;
    EXPECT_EQ(pre_activations.grad()[i].item<float>(), std::max(0.0F, 1 - std::abs(l))) << l;
  }
  EXPECT_EQ(Heaviside(torch::zeros({1})).item<float>(), 0);
}

TEST(HeavisideQuantizer, BatchNormCentresInTrainingAndShiftsTheDensity) {
  HeavisideQuantizer quantizer(16, 8);
  const torch::Tensor h = torch::randn({8, 16, 400}) * 3 + 5;
  EXPECT_NEAR(quantizer(h).mean().item<double>(), 0.5, 0.02);
  {
    const torch::NoGradGuard no_grad;
    quantizer->named_parameters()["norm.bias"].fill_(-1.2816);  // the 90 % quantile of a Gaussian
  }
  EXPECT_NEAR(quantizer(h).mean().item<double>(), 0.1, 0.01);
}

TEST(HeavisideQuantizer, FrozenStatisticsStay) {
  HeavisideQuantizer quantizer(4, 3);
  quantizer(torch::randn({2, 4, 50}));
  quantizer->FreezeStatistics();
  const torch::Tensor before = quantizer->named_buffers()["norm.running_mean"].clone();
  quantizer(torch::randn({2, 4, 50}) + 10);
  EXPECT_TRUE(quantizer->named_buffers()["norm.running_mean"].equal(before));
}

}  // namespace
}  // namespace spk
