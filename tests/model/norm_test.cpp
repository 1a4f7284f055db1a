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

}  // namespace
}  // namespace spk
