// The whole network of a lapped configuration: audio to levels and levels to audio.
#pragma once

#include <torch/torch.h>

#include "model/lapped/dequantizer.h"
#include "model/lapped/lapped_config.h"
#include "model/mdct.h"

namespace spk {

// Audio is divided by its loudness envelope (RMS about 1). Levels are whole numbers, as floats.
// mu: integer compression prompts, [B] or one a step, [B, T].
class LappedNetworkImpl : public torch::nn::Module {
 public:
  explicit LappedNetworkImpl(const LappedConfig& config);

  const LappedConfig& config() const { return config_; }
  // Steps to each side that a decoded sample depends on.
  int reach() const;

  torch::Tensor Encode(const torch::Tensor& audio, const torch::Tensor& mu);   // -> [B, K, T]
  torch::Tensor Decode(const torch::Tensor& levels, const torch::Tensor& mu);  // -> [B, hop T]

 private:
  torch::Tensor Steps(const torch::Tensor& mu, int64_t steps) const;  // -> [B, K, T]
  torch::Tensor Estimate(const torch::Tensor& levels, const torch::Tensor& steps);

  LappedConfig config_;
  Mdct mdct_;
  torch::Tensor finest_;  // [K], the quantiser's step at mu = 0; follows from the configuration
  Dequantizer decoder_{nullptr};  // or none
};
TORCH_MODULE(LappedNetwork);

}  // namespace spk
