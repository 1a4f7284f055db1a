#include "model/mdct.h"

#include <cmath>
#include <numbers>

#include "tests/model/test_util.h"

namespace spk {
namespace {

class MdctTest : public testing::TestWithParam<int64_t> {};

TEST_P(MdctTest, ReconstructsAndKeepsTheEnergy) {
  const Mdct mdct(512);
  torch::manual_seed(1);
  const torch::Tensor audio = torch::randn({2, 512 * GetParam()});
  const torch::Tensor coefficients = mdct->Analyse(audio);
  EXPECT_EQ(coefficients.sizes(), (torch::IntArrayRef{2, 512, GetParam()}));
  EXPECT_LT(RelativeError(mdct->Synthesise(coefficients), audio), 1e-5);
  EXPECT_NEAR((coefficients.norm() / audio.norm()).item<double>(), 1, 1e-5);
}

INSTANTIATE_TEST_SUITE_P(Steps, MdctTest, testing::Values(1, 2, 3, 64, 257));

// X_k = sqrt(2/h) sum_n w_n x_n cos(pi/h (n + 1/2 - h/2)(k + 1/2)) over 2h samples; step t begins
// h/2 samples before t h.
TEST(Mdct, InnerStepsFollowTheDefinition) {
  constexpr int64_t kHop = 16;
  const torch::Tensor audio = torch::randn({1, 4 * kHop});
  const torch::Tensor n = torch::arange(2 * kHop, torch::kFloat) + 0.5;
  const torch::Tensor k = torch::arange(kHop, torch::kFloat) + 0.5;
  const double size = kHop;
  const torch::Tensor window = torch::sin(n * (std::numbers::pi / (2 * size)));
  const torch::Tensor basis =
      torch::cos(torch::outer(k, n - size / 2) * (std::numbers::pi / size)) * std::sqrt(2 / size);
  const torch::Tensor frame = audio[0].narrow(0, kHop - kHop / 2, 2 * kHop);
  const torch::Tensor expected = torch::mv(basis, window * frame);
  const torch::Tensor found = Mdct(kHop)->Analyse(audio)[0].select(1, 1);
  EXPECT_LT(RelativeError(found, expected), 1e-5);
}

TEST(Mdct, IsDifferentiable) {
  const Mdct mdct(8);
  const torch::Tensor audio = torch::randn({1, 32}, torch::requires_grad());
  mdct->Analyse(audio).square().sum().backward();
  EXPECT_LT(RelativeError(audio.grad(), 2 * audio.detach()), 1e-5);
}

}  // namespace
}  // namespace spk
