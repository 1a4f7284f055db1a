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

// Layer normalisation (Ba et al. 2016) over the channels of each step by itself: [B, C, T] ->
// [B, C, T]. What it makes of a step depends on no other step, so that a network of it and
// convolutions gives the same whatever window it sees a step in. In float32, as GroupNorm.
class StepNormImpl : public torch::nn::Module {
 public:
  explicit StepNormImpl(int64_t channels);
  torch::Tensor forward(const torch::Tensor& x);

 private:
  torch::Tensor weight_;
  torch::Tensor bias_;
};
TORCH_MODULE(StepNorm);

}  // namespace spk
