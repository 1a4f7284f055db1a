#include "model/losses.h"

#include <bit>

#include "model/precision.h"

namespace spk {
namespace {

// [B, L] -> [B, bins, frames]
torch::Tensor Magnitude(const torch::Tensor& audio, int64_t window) {
  const torch::Tensor hann = torch::hann_window(window, audio.options());
  const torch::Tensor framed = audio.unfold(1, window, window / 4) * (hann / hann.norm());
  const torch::Tensor bins = torch::view_as_real(torch::fft_rfft(framed));
  return (bins.square().sum(-1) + 1e-8).sqrt();  // the gradient of a magnitude is infinite at zero
}

}  // namespace

torch::Tensor LogErrorLoss(const torch::Tensor& estimate, const torch::Tensor& target) {
  constexpr double kFloor = 1e-3;
  return ((estimate - target).square().mean(1) + kFloor).log().mean();
}

torch::Tensor MultiResolutionStftLoss(const torch::Tensor& estimate, const torch::Tensor& target) {
  const FullPrecision full_precision;
  TORCH_CHECK(estimate.size(1) >= 512, "the shortest window has 512 samples");
  std::vector<torch::Tensor> terms;
  for (int64_t window = 512; window <= 4096 && window <= estimate.size(1); window *= 2) {
    const torch::Tensor found = Magnitude(estimate.to(torch::kFloat), window);
    const torch::Tensor wanted = Magnitude(target.to(torch::kFloat), window);
    terms.push_back((found - wanted).norm() / wanted.norm() +
                    torch::l1_loss(found.log(), wanted.log()));
  }
  return torch::stack(terms).mean();
}

torch::Tensor SparsityLoss(const torch::Tensor& events) {
  const int64_t units = events.size(1);
  const int64_t steps = events.size(2);
  const auto step_bits = static_cast<double>(std::bit_width(static_cast<uint64_t>(steps - 1)));
  const torch::Tensor count = events.sum({1, 2});
  const torch::Tensor pointer_bits = torch::ceil(torch::log2(count.detach().clamp_min(1)));
  const torch::Tensor sparse = count * step_bits + static_cast<double>(units - 1) * pointer_bits;
  return (sparse - static_cast<double>(units * steps)).clamp_min(0).mean();
}

torch::Tensor PromptedSparsityLoss(const torch::Tensor& events, const torch::Tensor& mu) {
  const auto cells = static_cast<double>(events.size(1) * events.size(2));
  const torch::Tensor wanted = cells * torch::exp2(-mu.to(torch::kFloat) / 4);
  return (events.sum({1, 2}) - wanted).abs().mean();
}

}  // namespace spk
