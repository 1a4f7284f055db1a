// What quantised coefficients were meant to be.
#pragma once

#include <torch/torch.h>

#include "model/lapped/lapped_config.h"

namespace spk {

// Estimates how far each coefficient was from its level, from the levels around it: where in its
// cell it lay, and what a zero beside a partial was, whose side lobes have a shape.
class DequantizerImpl : public torch::nn::Module {
 public:
  explicit DequantizerImpl(const BinLayersConfig& config);

  // levels: [B, K, T]; log_step_sizes: [B, K, T], log2 of the quantiser's step. -> [B, K, T], in
  // steps of the quantiser: to be added. Where nothing is used near by it is 0, so that it does
  // not matter how many bins beyond the last used one are left out.
  torch::Tensor forward(const torch::Tensor& levels, const torch::Tensor& log_step_sizes);

  // Bins to each side that an estimate depends on.
  int64_t reach_bins() const { return reach_bins_; }

 private:
  torch::Tensor IsNearUsed(const torch::Tensor& used) const;

  int64_t reach_bins_;
  torch::nn::Sequential layers_;
};
TORCH_MODULE(Dequantizer);

}  // namespace spk
