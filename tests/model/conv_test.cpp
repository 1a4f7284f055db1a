#include "model/conv.h"

#include "tests/model/test_util.h"

namespace spk {
namespace {

// Both ways of computing it, by one thread and by several, and their gradients.
TEST(PointwiseConv, IsAConvolutionOfKernelOne) {
  torch::manual_seed(1);
  PointwiseConv conv(96, 160);
  torch::nn::Conv1d reference(torch::nn::Conv1dOptions(96, 160, 1));
  const int threads = at::get_num_threads();
  for (const int count : {1, 2}) {
    at::set_num_threads(count);
    for (const int64_t batch : {1, 3}) {
      const torch::Tensor x = torch::randn({batch, 96, 50}).set_requires_grad(true);
      const torch::Tensor y = conv(x);
      const torch::Tensor expected = torch::conv1d(x, conv->weight, conv->bias);
      EXPECT_LT(RelativeError(y, expected), 1e-5);
      const torch::Tensor direction = torch::randn_like(y);
      const std::vector<torch::Tensor> with_respect_to = {x, conv->weight, conv->bias};
      const auto found = torch::autograd::grad({(y * direction).sum()}, with_respect_to);
      const auto wanted = torch::autograd::grad({(expected * direction).sum()}, with_respect_to);
      for (size_t i = 0; i < found.size(); ++i) {
        EXPECT_LT(RelativeError(found[i], wanted[i]), 1e-4) << i;
      }
    }
  }
  at::set_num_threads(threads);
  EXPECT_EQ(ParameterCount(*conv), ParameterCount(*reference));
}

TEST(NearestUpsamplingConv, IsAConvolutionOfTheRepeatedSteps) {
  torch::manual_seed(2);
  for (const int64_t factor : {1, 2, 3, 8}) {
    NearestUpsamplingConv conv(12, 5, factor);
    const torch::Tensor x = torch::randn({2, 12, 7}).set_requires_grad(true);
    const torch::Tensor y = conv(x);
    const torch::Tensor expected =
        torch::conv1d(x.repeat_interleave(factor, 2), conv->weight, conv->bias, 1, 1);
    ASSERT_EQ(y.sizes(), expected.sizes());
    EXPECT_LT(RelativeError(y, expected), 1e-5) << factor;
    const torch::Tensor direction = torch::randn_like(y);
    const std::vector<torch::Tensor> with_respect_to = {x, conv->weight, conv->bias};
    const auto found = torch::autograd::grad({(y * direction).sum()}, with_respect_to);
    const auto wanted = torch::autograd::grad({(expected * direction).sum()}, with_respect_to);
    for (size_t i = 0; i < found.size(); ++i) {
      EXPECT_LT(RelativeError(found[i], wanted[i]), 1e-4) << factor << ' ' << i;
    }
  }
}

// As a transposed convolution of stride `factor` whose kernel spans three steps computes it.
TEST(SubpixelConv, IsATransposedConvolutionOfThreeSteps) {
  torch::manual_seed(3);
  constexpr int64_t kFactor = 4;
  SubpixelConv conv(6, 5, kFactor);
  const torch::Tensor x = torch::randn({2, 6, 7});
  const torch::Tensor transposed =
      conv->weight.view({5, kFactor, 6, 3}).flip(3).permute({2, 0, 3, 1}).flatten(2);
  const torch::Tensor bias = conv->bias.view({1, 5, 1, kFactor}).expand({2, 5, 7, kFactor});
  const torch::Tensor expected =
      torch::conv_transpose1d(x, transposed, {}, kFactor, kFactor) + bias.flatten(2);
  EXPECT_LT(RelativeError(conv(x), expected), 1e-5);
}

}  // namespace
}  // namespace spk
