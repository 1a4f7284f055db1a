#pragma once

#include <torch/torch.h>

#include "model/config.h"

namespace spk {

// One conformer block (Gulati et al. 2020): half a feed-forward layer, self-attention, convolution
// module, the other half, layer norm; every part on a residual path. With `relative_position`
// attention scores have the terms of Transformer-XL (Dai et al. 2019, eq. 5), as in the paper
// cited; without it there is no positional term, as in torchaudio, and the convolution alone tells
// what is near. GroupNorm replaces BatchNorm in the convolution module, since batches are small.
// [B, width, T] -> [B, width, T].
class ConformerImpl : public torch::nn::Module {
 public:
  explicit ConformerImpl(const ContextConfig& config);
  torch::Tensor forward(const torch::Tensor& x);

 private:
  torch::Tensor Attend(const torch::Tensor& x);
  torch::Tensor Scores(const torch::Tensor& query, const torch::Tensor& key);

  int64_t heads_;
  torch::nn::Sequential first_half_;  // on [B, T, width], like everything but the convolution
  torch::nn::LayerNorm attention_norm_;
  torch::nn::Linear query_key_value_;
  torch::nn::Linear attention_out_;
  torch::nn::Linear distance_{nullptr};  // these three with relative_position only
  torch::Tensor content_bias_;           // u of eq. 5: [heads, 1, head]
  torch::Tensor distance_bias_;          // v of eq. 5
  torch::nn::LayerNorm convolution_norm_;
  torch::nn::Sequential convolution_;  // on [B, width, T]
  torch::nn::Sequential second_half_;
  torch::nn::LayerNorm final_norm_;
};
TORCH_MODULE(Conformer);

}  // namespace spk
