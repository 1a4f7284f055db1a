#pragma once

#include <torch/torch.h>

#include "model/config.h"

namespace spk {

// Features of the noise level: learnt Fourier frequencies, then a small network.
// [B] in [0, 1] -> [B, features].
class LevelEmbeddingImpl : public torch::nn::Module {
 public:
  explicit LevelEmbeddingImpl(int64_t features);
  torch::Tensor forward(const torch::Tensor& sigma);

 private:
  torch::Tensor frequencies_;
  torch::nn::Linear spread_;
  torch::nn::Linear mix_;  // applied twice, as in the reference
};
TORCH_MODULE(LevelEmbedding);

// One depth with everything beneath it (see unet.cpp).
class UnetBlock;

// The U-Net of Mousai (Schneider et al. 2023; a-unet and audio-diffusion-pytorch), the paper's
// decoder: [B, channels, L] at the noise level [B] under the context [B, context, L / ratio] -> the
// velocity, of the shape of the input. ratio = product of the factors down to the injection depth.
// L needs no rounding: the signal is padded with zeros to whole strides inside.
class UnetImpl : public torch::nn::Module {
 public:
  UnetImpl(const UnetConfig& config, int64_t channels, int64_t context);
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& sigma,
                        const torch::Tensor& context);

 private:
  int64_t total_stride_;
  int64_t context_stride_;
  LevelEmbedding level_;
  std::shared_ptr<UnetBlock> top_;
};
TORCH_MODULE(Unet);

}  // namespace spk
