// What validation reports. Signals: [B, L] float, mono.
#pragma once

#include <torch/torch.h>

#include <limits>

namespace spk {

// Scale-invariant SNR in dB of each row (Le Roux et al. 2019, with means removed), within ± 100:
// [B]. Rows whose reference is silent give 100.
torch::Tensor SiSnr(const torch::Tensor& estimate, const torch::Tensor& reference);

// Mean absolute difference of log-mel spectra in dB (80 bands up to the Nyquist frequency, Slaney's
// scale is not used: mel = 2595 log10(1 + f / 700), Hann 2048, hop 512, floor 60 dB under the
// reference's mean power), over the bands whose centre is `from_hertz` or higher and under
// `to_hertz`: [B].
torch::Tensor LogMelDistance(const torch::Tensor& estimate, const torch::Tensor& reference,
                             int64_t sample_rate, double from_hertz,
                             double to_hertz = std::numeric_limits<double>::infinity());

// Bits a second of independent units that fire with the probabilities seen in events [B, N, T]:
// what an adaptive coder without context pays.
double EntropyRate(const torch::Tensor& events, double steps_per_second);

}  // namespace spk
