#include "metrics/log_mel.h"

#include "metrics/mel_filters.h"
#include "metrics/spectrum.h"

namespace spk {
namespace {

constexpr int64_t kWindow = 2048;
constexpr int64_t kHop = kWindow / 4;
constexpr int64_t kBands = 80;

// Frames around every hop, the ends of the signal mirrored: [B, L] -> [B, bins, frames].
torch::Tensor PowerSpectrum(const torch::Tensor& audio) {
  const torch::Tensor mirrored = torch::reflection_pad1d(audio, {kWindow / 2, kWindow / 2});
  const torch::Tensor window = HannWindow(kWindow, audio.options());
  return ShortTimeSpectra(mirrored, window, kHop, "ortho").abs().square().transpose(1, 2);
}

}  // namespace

torch::Tensor LogMelDistance(const torch::Tensor& estimate, const torch::Tensor& reference,
                             int64_t sample_rate, double from_hertz, double to_hertz) {
  const torch::Tensor filters =
      MelFilters(kWindow / 2 + 1, kBands, sample_rate, from_hertz, to_hertz).to(reference.device());
  const torch::Tensor x = torch::matmul(filters, PowerSpectrum(reference));
  const torch::Tensor y = torch::matmul(filters, PowerSpectrum(estimate));
  const torch::Tensor floor = x.mean(torch::IntArrayRef{1, 2}, true) * 1e-6 + 1e-20;
  return (10 * torch::log10((x + floor) / (y + floor))).abs().mean(torch::IntArrayRef{1, 2});
}

torch::Tensor LogMelSpectra(const torch::Tensor& audio, int64_t sample_rate) {
  const torch::Tensor filters = MelFilters(kWindow / 2 + 1, kBands, sample_rate).to(audio.device());
  return 10 * torch::log10(torch::matmul(filters, PowerSpectrum(audio)) + 1e-10);
}

}  // namespace spk
