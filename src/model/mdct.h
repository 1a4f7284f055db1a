#pragma once

#include <torch/torch.h>

namespace spk {

// Orthonormal lapped transform (MDCT, sine window, Princen & Bradley 1986) of hop h: h T samples to
// h coefficients in each of T steps and back, without loss and with equal energy. Built from its
// factors: rotations across each border between steps, then a DCT-IV inside each step. The two ends
// of the signal are not folded, so that they too are reconstructed. Inside, step t is
//   X_k = sqrt(2/h) sum_n sin(pi (n + 1/2) / 2h) x[t h - h/2 + n] cos(pi/h (n + 1/2 - h/2)(k +
//   1/2))
// with n from 0 to 2h - 1.
class MdctImpl : public torch::nn::Module {
 public:
  explicit MdctImpl(int64_t hop);

  torch::Tensor Analyse(const torch::Tensor& audio) const;            // [B, h T] -> [B, h, T]
  torch::Tensor Synthesise(const torch::Tensor& coefficients) const;  // [B, h, T] -> [B, h T]

 private:
  int64_t hop_;
  // Constants of the hop, so not in the weights file.
  torch::Tensor dct_;   // [h, h], orthonormal and its own inverse
  torch::Tensor rise_;  // [h/2], sine window at the samples after a border, nearest first
  torch::Tensor fall_;  // [h/2], and before it
};
TORCH_MODULE(Mdct);

}  // namespace spk
