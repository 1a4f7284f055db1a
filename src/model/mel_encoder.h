#pragma once

#include <torch/torch.h>

#include "model/config.h"

namespace spk {

// The paper's MEL baseline, after MelE1d of audio-encoders-pytorch: log-mel frames, residual
// blocks, tanh. No quantizer, so no bit rate: a reference of quality. [B, L] -> [B, dimension,
// ceil(L / (2 hop))].
class MelEncoderImpl : public torch::nn::Module {
 public:
  MelEncoderImpl(const MelConfig& config, int64_t sample_rate);
  torch::Tensor forward(const torch::Tensor& audio);

 private:
  torch::Tensor LogMel(const torch::Tensor& audio) const;  // [B, bands, 2 ceil(L / (2 hop))]

  MelConfig config_;
  torch::Tensor window_;   // constants of the configuration, so not in the weights file
  torch::Tensor filters_;  // [window / 2 + 1, bands]
  torch::nn::Sequential net_;
};
TORCH_MODULE(MelEncoder);

}  // namespace spk
