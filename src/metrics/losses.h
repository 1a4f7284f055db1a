// Training losses other than the velocity's own (model/diffusion.h). All return a mean over the
// batch, and want autocast to be off.
#pragma once

#include <torch/torch.h>

namespace spk {

// Mean over the windows of ln(squared error + 1e-3), for windows of RMS about 1: a decibel is worth
// the same in every window, as in the mean SI-SNR, where the squared error itself would look at the
// worst windows alone. The floor is 30 dB under the signal. estimate, target: [B, L].
torch::Tensor LogErrorLoss(const torch::Tensor& estimate, const torch::Tensor& target);

// Distance of magnitude spectra over windows of 512, 1024, 2048 and 4096 samples (those that fit),
// hop a quarter: spectral convergence plus mean absolute difference of log magnitudes (Yamamoto et
// al. 2020, Parallel WaveGAN). estimate, target: [B, L], L >= 512.
torch::Tensor MultiResolutionStftLoss(const torch::Tensor& estimate, const torch::Tensor& target);

// As LogErrorLoss, of ratios of the squared error to the signal in the short-time spectrum, both
// divided by the signal's local spectrum to the power of `exponent`: 0 is the plain error, 1 counts
// a decibel the same everywhere, also in the soft partials over 2 kHz. The local spectrum is the
// mean over +-86 Hz and +-46 ms, floor 50 dB under the window's mean. estimate, target: [B, L],
// L >= 2048.
torch::Tensor EnvelopeErrorLoss(const torch::Tensor& estimate, const torch::Tensor& target,
                                double exponent);

// How far each octave of metrics/octave_bands.h is from the loudness of the target's: the squared
// difference of their energies' logarithms, as amplitudes in nepers, a mean over octaves and batch.
// As in the meter of it (evaluation/comparison.h), either has what is 60 dB under the target's
// loudest octave added to it. estimate, target: [B, L], L >= 8192.
torch::Tensor OctaveLevelLoss(const torch::Tensor& estimate, const torch::Tensor& target,
                              int64_t sample_rate);

}  // namespace spk
