// The generator of a lapped model: how loud noise is from cell to cell, beside what was sent.
#pragma once

#include <torch/torch.h>

#include "model/lapped/lapped_config.h"

namespace spk {

// Levels of noise are those of two fifths of an octave and most of a second. What it was in there,
// between partials and while they fade, this network foresees from the coefficients around it, and
// from how loud each octave is just then: over the highest coefficient noise has attacks, too.
class NoiseShaperImpl : public torch::nn::Module {
 public:
  // Steps to each side that an output depends on.
  static constexpr int64_t kReach = 4;

  explicit NoiseShaperImpl(const BinLayersConfig& config);

  // estimate: the coefficients, and amplitudes: the noise's RMS, both [B, K, T] in steps of the
  // quantiser; log_step_sizes: [B, K, T], log2 of those. -> the amplitudes [B, K, T], each changed
  // by a factor of up to 2^kFurthest; before any training as they are.
  torch::Tensor forward(const torch::Tensor& estimate, const torch::Tensor& amplitudes,
                        const torch::Tensor& log_step_sizes);

 private:
  static constexpr double kFurthest = 3;

  // What all bins are told of the moment: [B, kMoment, T].
  torch::Tensor Moment(const torch::Tensor& estimate, const torch::Tensor& log_step_sizes);
  torch::Tensor Gains(const torch::Tensor& estimate, const torch::Tensor& amplitudes,
                      const torch::Tensor& log_step_sizes, const torch::Tensor& moment);

  int64_t reach_bins_;
  torch::nn::Sequential moment_;
  torch::nn::Sequential layers_;
};
TORCH_MODULE(NoiseShaper);

}  // namespace spk
