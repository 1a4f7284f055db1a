#pragma once

#include <torch/torch.h>

#include <limits>

namespace spk {

// Mean absolute difference of log-mel spectra in dB (80 bands up to the Nyquist frequency, Hann
// 2048, hop 512, floor 60 dB under the reference's mean power), over the bands whose centre is
// `from_hertz` or higher and under `to_hertz`. estimate, reference: [B, L] -> [B].
torch::Tensor LogMelDistance(const torch::Tensor& estimate, const torch::Tensor& reference,
                             int64_t sample_rate, double from_hertz = 0,
                             double to_hertz = std::numeric_limits<double>::infinity());

// Such spectra in dB, no floor but that of rounding: of each hop the frame around its beginning.
// [B, L] -> [B, 80, 1 + floor(L / 512)].
torch::Tensor LogMelSpectra(const torch::Tensor& audio, int64_t sample_rate);

}  // namespace spk
