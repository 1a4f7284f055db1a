#pragma once

#include <torch/torch.h>

namespace spk {

// OctaveBandEnergies (metrics/octave_bands.h) with a gradient: [..., L] -> [..., bands], of
// float64.
torch::Tensor OctavePower(const torch::Tensor& audio, int64_t sample_rate);

}  // namespace spk
