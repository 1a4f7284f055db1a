#pragma once

#include <torch/torch.h>

namespace spk {

// Group normalisation (Wu & He 2018) over channels of a group and time: [B, C, T] -> [B, C, T].
// Same parameters and numbers as torch::nn::GroupNorm, but computed by layer_norm, which is several
// times faster on the CPU, and always in float32, since the other has no mixed-precision form.
class GroupNormImpl : public torch::nn::Module {
 public:
  GroupNormImpl(int64_t groups, int64_t channels);
  torch::Tensor forward(const torch::Tensor& x);

 private:
  int64_t groups_;
  torch::Tensor weight_;
  torch::Tensor bias_;
};
TORCH_MODULE(GroupNorm);

}  // namespace spk
