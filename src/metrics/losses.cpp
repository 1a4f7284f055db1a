#include "metrics/losses.h"

#include <vector>

#include "metrics/octave_power.h"
#include "metrics/spectrum.h"

namespace spk {
namespace {

// Squared magnitudes with windows of unit energy: [B, L] -> [B, frames, bins].
torch::Tensor Power(const torch::Tensor& audio, int64_t window) {
  const torch::Tensor hann = UnitHannWindow(window, audio.options());
  return torch::view_as_real(ShortTimeSpectra(audio, hann, window / 4)).square().sum(-1);
}

torch::Tensor Magnitude(const torch::Tensor& audio, int64_t window) {
  return (Power(audio, window) + 1e-8).sqrt();  // the gradient of a magnitude is infinite at zero
}

}  // namespace

torch::Tensor LogErrorLoss(const torch::Tensor& estimate, const torch::Tensor& target) {
  constexpr double kFloor = 1e-3;
  return ((estimate - target).square().mean(1) + kFloor).log().mean();
}

torch::Tensor MultiResolutionStftLoss(const torch::Tensor& estimate, const torch::Tensor& target) {
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

torch::Tensor EnvelopeErrorLoss(const torch::Tensor& estimate, const torch::Tensor& target,
                                double exponent) {
  constexpr int64_t kWindow = 2048;
  constexpr double kFloor = 1e-3;
  constexpr double kEnvelopeFloor = 1e-5;
  const torch::Tensor wanted = Power(target.to(torch::kFloat), kWindow);
  const torch::Tensor error = Power((estimate - target).to(torch::kFloat), kWindow);
  const torch::Tensor local =
      torch::avg_pool2d(wanted.unsqueeze(1), {5, 17}, 1, {2, 8}, false, false).squeeze(1);
  const torch::Tensor floor = kEnvelopeFloor * wanted.mean(torch::IntArrayRef{1, 2}, true) + 1e-12;
  const torch::Tensor weight = (local + floor).pow(-exponent);
  const std::vector<int64_t> over = {1, 2};
  return ((weight * error).sum(over) / (weight * wanted).sum(over).clamp_min(1e-12) + kFloor)
      .log()
      .mean();
}

torch::Tensor OctaveLevelLoss(const torch::Tensor& estimate, const torch::Tensor& target,
                              int64_t sample_rate) {
  constexpr double kFloor = 1e-6;
  const torch::Tensor found = OctavePower(estimate.to(torch::kFloat), sample_rate);
  const torch::Tensor wanted = OctavePower(target.to(torch::kFloat), sample_rate);
  const torch::Tensor floor = kFloor * wanted.amax(-1, true) + 1e-12;
  const torch::Tensor nepers = ((found + floor) / (wanted + floor)).log() / 2;
  return nepers.square().mean().to(torch::kFloat);
}

}  // namespace spk
