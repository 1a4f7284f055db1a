// The generator of a lapped model: how loud noise is from cell to cell, beside what was sent.
#pragma once

#include <torch/torch.h>

#include "model/lapped/lapped_config.h"

namespace spk {

// Levels of noise are those of a third of an octave and most of a second. What it was in there,
// between partials and while they fade, this network foresees from the coefficients around it.
class NoiseShaperImpl : public torch::nn::Module {
 public:
  explicit NoiseShaperImpl(const BinLayersConfig& config);

  // estimate: the coefficients, and amplitudes: the noise's RMS, both [B, K, T] in steps of the
  // quantiser; log_steps: [B, K, T], log2 of those. -> what to multiply the amplitudes by, [B, K,
  // T], within a factor of 2^kFurthest; 1 before any training.
  torch::Tensor forward(const torch::Tensor& estimate, const torch::Tensor& amplitudes,
                        const torch::Tensor& log_steps);

 private:
  static constexpr double kFurthest = 3;

  torch::nn::Sequential layers_;
};
TORCH_MODULE(NoiseShaper);

}  // namespace spk
