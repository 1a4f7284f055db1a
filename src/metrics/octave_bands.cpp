#include "metrics/octave_bands.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

#include "metrics/spectrum.h"

namespace spk {
namespace {

constexpr int64_t kWindow = 8192;

}  // namespace

OctaveEnergies OctaveBandEnergies(std::span<const float> audio, int sample_rate) {
  const torch::NoGradGuard no_grad;
  // from_blob wants a mutable pointer; it is only read.
  const torch::Tensor samples =
      torch::from_blob(const_cast<float*>(audio.data()), {static_cast<int64_t>(audio.size())});
  const torch::Tensor spectra = ShortTimeSpectra(samples, HannWindow(kWindow), kWindow / 4);
  const torch::Tensor power = spectra.abs().square().to(torch::kDouble).sum(0);

  const double bins_per_hertz = static_cast<double>(kWindow) / sample_rate;
  OctaveEnergies energies{};
  for (size_t band = 0; band < energies.size(); ++band) {
    const double low = kOctaveHertz[band] / std::sqrt(2.0) * bins_per_hertz;
    const auto first = static_cast<int64_t>(std::ceil(low));
    const auto end = std::min(static_cast<int64_t>(std::ceil(2 * low)), kWindow / 2 + 1);
    if (first < end) energies[band] = power.slice(0, first, end).sum().item<double>();
  }
  return energies;
}

}  // namespace spk
