// Which coefficients are worth their bits: the network that sets, cell by cell, the threshold at
// which an event fires. It is the sender's alone: nothing of it has to be told.
#pragma once

#include <torch/torch.h>

#include "model/lapped/lapped_config.h"
#include "model/seanet.h"

namespace spk {

// A SEANet with a spectral stem hears the audio and tells each of kBands bands of each step
// kChannels features; convolutions over the bins see them beside the coefficients themselves.
class FiringImpl : public torch::nn::Module {
 public:
  explicit FiringImpl(const FiringConfig& config);

  static constexpr int64_t kBands = 32;  // their width grows with the frequency
  static constexpr int64_t kChannels = 8;
  static constexpr double kFurthest = 0.4;

  // audio: [B, hop T]; coefficients: [B, K, T], in steps of the quantiser; log_step_sizes: [B, K,
  // T], log2 of those. -> [B, K, T] in +-kFurthest, by how much of a step a level fires earlier.
  torch::Tensor forward(const torch::Tensor& audio, const torch::Tensor& coefficients,
                        const torch::Tensor& log_step_sizes);

 private:
  torch::Tensor Heard(const torch::Tensor& audio, int64_t all_bins, int64_t bins);

  int64_t reach_bins_;
  SeanetEncoder seanet_;
  torch::nn::Sequential layers_;
};
TORCH_MODULE(Firing);

}  // namespace spk
