#include "model/unet.h"

#include "tests/model/test_util.h"

namespace spk {
namespace {

TEST(Unet, PaperHasTheReferenceSize) {
  const UnetConfig config = std::get<WaveformConfig>(LoadConfig("paper").decoder).unet;
  EXPECT_EQ(ParameterCount(*Unet(config, 1, 80)), 176625882);
  EXPECT_EQ(ParameterCount(*Unet(config, 1, 128)), 176724186);
}

UnetConfig Small() {
  return {.channels = {8, 16, 16},
          .factors = {4, 2, 2},
          .items = {1, 2, 1},
          .inject_depths = {1},
          .modulation = 16};
}

TEST(Unet, KeepsEveryLengthOfWholeSteps) {
  const torch::NoGradGuard no_grad;
  Unet unet(Small(), 1, 3);
  for (int64_t steps = 1; steps <= 9; ++steps) {
    const torch::Tensor x = torch::randn({2, 1, 8 * steps});
    EXPECT_EQ(unet(x, torch::rand({2}), torch::randn({2, 3, steps})).sizes(), x.sizes());
  }
}

TEST(Unet, HearsContextLevelAndInput) {
  const torch::NoGradGuard no_grad;
  torch::manual_seed(2);
  Unet unet(Small(), 1, 3);
  const torch::Tensor x = torch::randn({1, 1, 64});
  const torch::Tensor context = torch::randn({1, 3, 8});
  const torch::Tensor level = torch::full({1}, 0.5);
  const torch::Tensor base = unet(x, level, context);
  EXPECT_GT((unet(x, level, context + 1) - base).abs().max().item<float>(), 1e-3);
  EXPECT_GT((unet(x, level + 0.3, context) - base).abs().max().item<float>(), 1e-3);
  EXPECT_GT((unet(x + 1, level, context) - base).abs().max().item<float>(), 1e-3);
  EXPECT_THROW(unet(x, level, torch::randn({1, 3, 9})), c10::Error);
}

}  // namespace
}  // namespace spk
