// Training losses other than the velocity's own (diffusion.h). All return a mean over the batch.
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

// Eq. 7: max(0, B_sparse - B_dense) in bits a sample, clipped for each sample by itself, B_sparse =
// S ceil(log2 T) + (N - 1) ceil(log2 S), B_dense = N T. The gradient is ceil(log2 T) an event.
// events: [B, N, T].
torch::Tensor SparsityLoss(const torch::Tensor& events);

// Eq. 8: |S - S_0(mu)| in events a sample, S_0 = N T 2^(-mu / 4). mu: [B].
torch::Tensor PromptedSparsityLoss(const torch::Tensor& events, const torch::Tensor& mu);

}  // namespace spk
