#include "model/conformer.h"

#include <gtest/gtest.h>

#include "model/precision.h"
#include "model/processor.h"

namespace spk {
namespace {

ContextConfig Config(bool relative_position) {
  ContextConfig config;
  config.type = ContextType::kConformer;
  config.width = 128;
  config.kernel = 31;
  config.expansion = 4;
  config.relative_position = relative_position;
  return config;
}

int64_t Parameters(Conformer block) {
  int64_t count = 0;
  for (const torch::Tensor& parameter : block->parameters()) count += parameter.numel();
  return count;
}

TEST(Conformer, HasTheReferencesSize) {
  EXPECT_EQ(Parameters(Conformer(Config(false))), 384640);
  EXPECT_EQ(Parameters(Conformer(Config(true))), 384640 + 128 * 128 + 2 * 128);
}

// How much differs when the steps are shuffled before the block and put back after it. A kernel of
// 1 leaves attention as the only part that could tell their order.
double EffectOfOrder(bool relative_position) {
  torch::manual_seed(1);
  ContextConfig config = Config(relative_position);
  config.kernel = 1;
  Conformer block(config);
  const torch::NoGradGuard no_grad;
  const torch::Tensor x = torch::randn({1, 128, 20});
  const torch::Tensor order = torch::randperm(20);
  const torch::Tensor shuffled = block(x.index_select(2, order));
  return (shuffled - block(x).index_select(2, order)).abs().max().item<double>();
}

TEST(Conformer, RelativePositionTellsTheOrderOfSteps) {
  EXPECT_LT(EffectOfOrder(false), 1e-5);
  EXPECT_GT(EffectOfOrder(true), 1e-2);
}

TEST(Conformer, AcceptsAnyLength) {
  Conformer block(Config(true));
  for (const int64_t steps : {1, 2, 33, 256}) {
    EXPECT_EQ(block(torch::randn({2, 128, steps})).sizes(), (std::vector<int64_t>{2, 128, steps}));
  }
}

// As in training: what comes from a convolution is bfloat16, the weights are not.
TEST(Conformer, TrainsInBfloat16) {
  if (IsHeldBack()) GTEST_SKIP() << "the environment leaves oneDNN no bfloat16";
  torch::manual_seed(1);
  Conformer block(Config(true));
  const torch::Tensor x = torch::randn({2, 128, 20});
  const torch::Tensor exact = block(x);
  torch::Tensor y;
  {
    const Bfloat16 scope;
    y = block(x.to(torch::kBFloat16)).to(torch::kFloat);
  }
  EXPECT_LT(((y - exact).norm() / exact.norm()).item<double>(),
            PaysBfloat16(torch::kCPU) ? 0.05 : 0.1);
  y.sum().backward();
  for (const auto& item : block->named_parameters()) EXPECT_TRUE(item.value().grad().defined());
}

}  // namespace
}  // namespace spk
