#pragma once

#include <torch/torch.h>

#include "model/config.h"

namespace spk {

// One conformer block (Gulati et al. 2020): half a feed-forward layer, self-attention, convolution
// module, the other half, layer norm; every part on a residual path. Attention has no positional
// term (as torchaudio's): the convolution tells it what is near. GroupNorm replaces BatchNorm in
// the convolution module, since batches are small. [B, width, T] -> [B, width, T].
class ConformerImpl : public torch::nn::Module {
 public:
  explicit ConformerImpl(const ContextConfig& config);
  torch::Tensor forward(const torch::Tensor& x);

 private:
  torch::Tensor Attend(const torch::Tensor& x);

  int64_t heads_;
  torch::nn::Sequential first_half_;  // on [B, T, width], like everything but the convolution
  torch::nn::LayerNorm attention_norm_;
  torch::nn::Linear query_key_value_;
  torch::nn::Linear attention_out_;
  torch::nn::LayerNorm convolution_norm_;
  torch::nn::Sequential convolution_;  // on [B, width, T]
  torch::nn::Sequential second_half_;
  torch::nn::LayerNorm final_norm_;
};
TORCH_MODULE(Conformer);

}  // namespace spk
