#include "model/norm.h"

#include <gtest/gtest.h>

namespace spk {
namespace {

TEST(GroupNorm, IsLibTorchsOwn) {
  torch::manual_seed(1);
  for (const int64_t groups : {1, 4, 32}) {
    GroupNorm ours(groups, 32);
    torch::nn::GroupNorm theirs(torch::nn::GroupNormOptions(groups, 32));
    const torch::NoGradGuard no_grad;
    for (const char* name : {"weight", "bias"}) {
      const torch::Tensor value = torch::randn({32});
      ours->named_parameters()[name].copy_(value);
      theirs->named_parameters()[name].copy_(value);
    }
    const torch::Tensor x = 3 * torch::randn({2, 32, 50}) + 1;
    EXPECT_TRUE(torch::allclose(ours(x), theirs(x), 1e-5, 1e-5)) << groups;
  }
}

TEST(StepNorm, IsLayerNormOfEachStep) {
  torch::manual_seed(1);
  StepNorm norm(24);
  const torch::NoGradGuard no_grad;
  for (torch::Tensor parameter : norm->parameters()) parameter.copy_(torch::randn({24}));
  const torch::Tensor x = 3 * torch::randn({2, 24, 7}) + 1;
  const torch::Tensor whole = norm(x);
  const auto parameters = norm->named_parameters();
  for (int64_t step = 0; step < 7; ++step) {
    const torch::Tensor column = x.select(2, step);
    const torch::Tensor centred = column - column.mean(1, true);
    const torch::Tensor deviation = (centred.square().mean(1, true) + 1e-5).sqrt();
    const torch::Tensor expected = centred / deviation * parameters["weight"] + parameters["bias"];
    EXPECT_TRUE(torch::allclose(whole.select(2, step), expected, 1e-5, 1e-5)) << step;
  }
}

}  // namespace
}  // namespace spk
