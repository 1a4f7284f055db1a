#include "training/adamw.h"

#include <gtest/gtest.h>

namespace spk {
namespace {

class AdamWPathTest : public testing::TestWithParam<bool> {};

// In one pass and, as on a GPU, tensor by tensor.
TEST_P(AdamWPathTest, StepsLikeLibTorch) {
  torch::manual_seed(1);
  torch::Tensor ours = torch::randn({300, 200}).requires_grad_();
  torch::Tensor theirs = ours.detach().clone().requires_grad_();
  const torch::Tensor target = torch::randn({300, 200});
  torch::Tensor average = ours.detach().clone();
  AdamW optimizer({ours}, {average}, {.beta2 = 0.99, .weight_decay = 0.1, .one_pass = GetParam()});
  torch::optim::AdamW reference(
      {theirs},
      torch::optim::AdamWOptions(0.01).betas(std::make_tuple(0.9, 0.99)).weight_decay(0.1));
  for (int i = 0; i < 20; ++i) {
    (ours - target).square().sum().backward();
    {
      const torch::NoGradGuard no_grad;
      optimizer.Step(0.01, 1);
    }
    optimizer.ClearGradients();
    reference.zero_grad();
    (theirs - target).square().sum().backward();
    reference.step();
  }
  EXPECT_LT((ours - theirs).abs().max().item<double>(), 1e-5);
}

TEST_P(AdamWPathTest, AverageFollowsTheWeights) {
  torch::Tensor weight = torch::zeros({10}).requires_grad_();
  torch::Tensor average = torch::zeros({10});
  AdamW optimizer({weight}, {average}, {.average_decay = 0.9, .one_pass = GetParam()});
  double expected = 0;
  for (int i = 1; i <= 100; ++i) {
    weight.mutable_grad() = torch::ones({10});
    {
      const torch::NoGradGuard no_grad;
      optimizer.Step(0.01, 1);
    }
    const double decay = std::min(0.9, (1.0 + i) / (10.0 + i));
    expected = decay * expected + (1 - decay) * weight[0].item<double>();
    ASSERT_NEAR(average[0].item<double>(), expected, 1e-5);
  }
}

INSTANTIATE_TEST_SUITE_P(, AdamWPathTest, testing::Bool());

TEST(AdamWTest, FrozenParametersStay) {
  torch::Tensor frozen = torch::ones({4, 4});
  torch::Tensor weight = torch::ones({4, 4}).requires_grad_();
  AdamW optimizer({frozen, weight}, {frozen.clone(), weight.detach().clone()}, {});
  (frozen * weight).sum().backward();
  EXPECT_DOUBLE_EQ(optimizer.GradientNorm(), 4);
  {
    const torch::NoGradGuard no_grad;
    optimizer.Step(0.1, 1);
  }
  EXPECT_TRUE(torch::equal(frozen, torch::ones({4, 4})));
  EXPECT_FALSE(torch::equal(weight.detach(), torch::ones({4, 4})));
}

}  // namespace
}  // namespace spk
