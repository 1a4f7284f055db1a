#include "evaluation/metrics.h"

#include <cmath>
#include <vector>

namespace spk {
namespace {

constexpr int64_t kWindow = 2048;
constexpr int64_t kBands = 80;

double Mel(double hertz) { return 2595 * std::log10(1 + hertz / 700); }
double Hertz(double mel) { return 700 * (std::pow(10, mel / 2595) - 1); }

// Triangles of the bands whose centre is in [from_hertz, to_hertz): [bands, bins].
torch::Tensor MelFilters(int64_t sample_rate, double from_hertz, double to_hertz) {
  const double top = Mel(static_cast<double>(sample_rate) / 2);
  const torch::Tensor bins =
      torch::linspace(0, static_cast<double>(sample_rate) / 2, kWindow / 2 + 1);
  std::vector<torch::Tensor> filters;
  for (int64_t band = 0; band < kBands; ++band) {
    const auto edge = [&](int64_t i) {
      return Hertz(top * static_cast<double>(band + i) / (kBands + 1));
    };
    if (edge(1) < from_hertz || edge(1) >= to_hertz) continue;
    const torch::Tensor up = (bins - edge(0)) / (edge(1) - edge(0));
    const torch::Tensor down = (edge(2) - bins) / (edge(2) - edge(1));
    filters.push_back(torch::minimum(up, down).clamp_min(0));
  }
  return torch::stack(filters);
}

torch::Tensor PowerSpectrum(const torch::Tensor& audio) {
  const torch::Tensor window = torch::hann_window(kWindow, audio.options());
  return torch::stft(audio, kWindow, kWindow / 4, kWindow, window, /*center=*/true, "reflect",
                     /*normalized=*/true, /*onesided=*/true, /*return_complex=*/true)
      .abs()
      .square();
}

}  // namespace

torch::Tensor SiSnr(const torch::Tensor& estimate, const torch::Tensor& reference) {
  const torch::Tensor x = (reference - reference.mean(-1, true)).to(torch::kDouble);
  const torch::Tensor y = (estimate - estimate.mean(-1, true)).to(torch::kDouble);
  const torch::Tensor energy = x.square().sum(-1, true);
  const torch::Tensor projection = (x * y).sum(-1, true) / energy.clamp_min(1e-20) * x;
  const torch::Tensor signal = projection.square().sum(-1);
  const torch::Tensor noise = (y - projection).square().sum(-1);
  const torch::Tensor snr = 10 * torch::log10(signal / noise.clamp_min(1e-20)).clamp(-10, 10);
  return torch::where(energy.squeeze(-1) > 1e-10, snr, torch::full_like(snr, 100));
}

torch::Tensor LogMelDistance(const torch::Tensor& estimate, const torch::Tensor& reference,
                             int64_t sample_rate, double from_hertz, double to_hertz) {
  const torch::Tensor filters =
      MelFilters(sample_rate, from_hertz, to_hertz).to(reference.device());
  const torch::Tensor x = torch::matmul(filters, PowerSpectrum(reference));
  const torch::Tensor y = torch::matmul(filters, PowerSpectrum(estimate));
  const torch::Tensor floor = x.mean(torch::IntArrayRef{1, 2}, true) * 1e-6 + 1e-20;
  return (10 * torch::log10((x + floor) / (y + floor))).abs().mean(torch::IntArrayRef{1, 2});
}

double EntropyRate(const torch::Tensor& events, double steps_per_second) {
  const torch::Tensor p =
      events.mean(torch::IntArrayRef{0, 2}).to(torch::kDouble).clamp(1e-9, 1 - 1e-9);
  const torch::Tensor bits = -(p * torch::log2(p) + (1 - p) * torch::log2(1 - p));
  return bits.sum().item<double>() * steps_per_second;
}

}  // namespace spk
