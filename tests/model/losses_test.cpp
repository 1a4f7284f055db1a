#include "model/losses.h"

#include <cmath>

#include "tests/model/test_util.h"

namespace spk {
namespace {

// `count` events a sample among 80 x 256.
torch::Tensor Events(const std::vector<int64_t>& counts) {
  const torch::Tensor events = torch::zeros({static_cast<int64_t>(counts.size()), 80 * 256});
  for (size_t i = 0; i < counts.size(); ++i) {
    events[static_cast<int64_t>(i)].slice(0, 0, counts[i]).fill_(1);
  }
  return events.view({-1, 80, 256}).requires_grad_();
}

TEST(SparsityLoss, ClipsEachSampleByItself) {
  // 1816 events cost 15397 bits, under the dense 20480; 4000 cost 32948.
  const torch::Tensor events = Events({1816, 4000});
  const torch::Tensor loss = SparsityLoss(events);
  EXPECT_FLOAT_EQ(loss.item<float>(), (32948 - 20480) / 2.0F);
  loss.backward();
  EXPECT_EQ(events.grad()[0].abs().max().item<float>(), 0);
  EXPECT_TRUE(events.grad()[1].equal(torch::full({80, 256}, 8 / 2.0F)));  // ceil(log2 256) / batch
}

TEST(SparsityLoss, NoEventsCostNothing) { EXPECT_EQ(SparsityLoss(Events({0})).item<float>(), 0); }

TEST(PromptedSparsityLoss, AimsAtTheCountOfThePrompt) {
  const torch::Tensor events = Events({2560, 2560});
  const torch::Tensor loss = PromptedSparsityLoss(events, torch::tensor({12, 16}));
  EXPECT_NEAR(loss.item<float>(), (0 + 1280) / 2.0F, 0.01);
  loss.backward();
  EXPECT_FLOAT_EQ(events.grad()[1].max().item<float>(), 0.5F);
}

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

TEST(MultiResolutionStftLoss, GradientOfSilenceIsFinite) {
  const torch::Tensor estimate = torch::zeros({1, 4096}, torch::requires_grad());
  MultiResolutionStftLoss(estimate, torch::randn({1, 4096})).backward();
  EXPECT_TRUE(torch::isfinite(estimate.grad()).all().item<bool>());
}

}  // namespace
}  // namespace spk
