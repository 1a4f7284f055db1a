#include "metrics/octave_bands.h"

#include <torch/torch.h>

#include <algorithm>

#include "metrics/octave_power.h"

namespace spk {

OctaveEnergies OctaveBandEnergies(std::span<const float> audio, int sample_rate) {
  const torch::NoGradGuard no_grad;
  // from_blob wants a mutable pointer; it is only read.
  const torch::Tensor samples =
      torch::from_blob(const_cast<float*>(audio.data()), {static_cast<int64_t>(audio.size())});
  const torch::Tensor power = OctavePower(samples, sample_rate);
  OctaveEnergies energies{};
  std::copy_n(power.data_ptr<double>(), energies.size(), energies.begin());
  return energies;
}

}  // namespace spk
