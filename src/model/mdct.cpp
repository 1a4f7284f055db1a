#include "model/mdct.h"

#include <cmath>
#include <numbers>

#include "model/precision.h"

namespace spk {
namespace {

// Rotates the samples at equal distance from each border between steps: `rise`, `fall` are cosine
// and sine of the angle. Inverse: the same with `fall` negated. blocks: [B, T, h].
torch::Tensor Fold(const torch::Tensor& blocks, const torch::Tensor& rise,
                   const torch::Tensor& fall) {
  const int64_t steps = blocks.size(1);
  const int64_t half = blocks.size(2) / 2;
  if (steps == 1) {
    return blocks;
  }
  const torch::Tensor heads = blocks.narrow(2, 0, half);
  const torch::Tensor tails = blocks.narrow(2, half, half);
  const torch::Tensor before =
      tails.narrow(1, 0, steps - 1).flip(2);  // nearest to the border first
  const torch::Tensor after = heads.narrow(1, 1, steps - 1);
  const torch::Tensor new_after = after * rise + before * fall;
  const torch::Tensor new_before = (before * rise - after * fall).flip(2);
  return torch::cat({torch::cat({heads.narrow(1, 0, 1), new_after}, 1),
                     torch::cat({new_before, tails.narrow(1, steps - 1, 1)}, 1)},
                    2);
}

}  // namespace

MdctImpl::MdctImpl(int64_t hop) : hop_(hop) {
  TORCH_CHECK(hop % 2 == 0, "the lapped transform needs an even hop");
  const double size = static_cast<double>(hop);
  const torch::Tensor index = torch::arange(hop, torch::kDouble) + 0.5;
  dct_ = (torch::cos(torch::outer(index, index) * (std::numbers::pi / size)) * std::sqrt(2 / size))
             .to(torch::kFloat);
  const torch::Tensor angle = (index.narrow(0, 0, hop / 2) / (2 * size) + 0.25) * std::numbers::pi;
  rise_ = torch::sin(angle).to(torch::kFloat);
  fall_ = torch::cos(angle).to(torch::kFloat);
}

torch::Tensor MdctImpl::Analyse(const torch::Tensor& audio) const {
  const FullPrecision full_precision;
  TORCH_CHECK(audio.size(1) % hop_ == 0, "whole steps expected");
  const torch::Tensor blocks = audio.to(torch::kFloat).reshape({audio.size(0), -1, hop_});
  const torch::Device device = audio.device();
  return torch::matmul(Fold(blocks, rise_.to(device), fall_.to(device)), dct_.to(device))
      .transpose(1, 2);
}

torch::Tensor MdctImpl::Synthesise(const torch::Tensor& coefficients) const {
  const FullPrecision full_precision;
  const torch::Device device = coefficients.device();
  const torch::Tensor blocks =
      torch::matmul(coefficients.to(torch::kFloat).transpose(1, 2), dct_.to(device));
  return Fold(blocks, rise_.to(device), -fall_.to(device)).reshape({coefficients.size(0), -1});
}

}  // namespace spk
