#include "metrics/octave_power.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "metrics/octave_bands.h"
#include "metrics/spectrum.h"

namespace spk {
namespace {

constexpr int64_t kLongWindow = 8192;

}  // namespace

torch::Tensor OctavePower(const torch::Tensor& audio, int64_t sample_rate) {
  const torch::Tensor window = HannWindow(kLongWindow, audio.options());
  const torch::Tensor spectra =
      torch::view_as_real(ShortTimeSpectra(audio, window, kLongWindow / 4));
  const torch::Tensor power = spectra.square().sum(-1).to(torch::kDouble).sum(-2);  // [..., bins]

  const double bins_per_hertz = static_cast<double>(kLongWindow) / static_cast<double>(sample_rate);
  std::vector<torch::Tensor> bands;
  for (const double centre : kOctaveHertz) {
    const double low = centre / std::sqrt(2.0) * bins_per_hertz;
    const auto first = static_cast<int64_t>(std::ceil(low));
    const auto end = std::min(static_cast<int64_t>(std::ceil(2 * low)), power.size(-1));
    bands.push_back(power.slice(-1, std::min(first, end), end).sum(-1));
  }
  return torch::stack(bands, -1);
}

}  // namespace spk
