// The whole network of a lapped configuration: audio to levels and levels to audio.
#pragma once

#include <torch/torch.h>

#include "model/lapped/dequantizer.h"
#include "model/lapped/lapped_config.h"
#include "model/lapped/noise_fill.h"
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
  // Whether noise can be filled in.
  bool fills() const { return config_.fill > 0; }

  torch::Tensor Encode(const torch::Tensor& audio, const torch::Tensor& mu);   // -> [B, K, T]
  torch::Tensor Decode(const torch::Tensor& levels, const torch::Tensor& mu);  // -> [B, hop T]

  // Of one window, with the levels of noise in the bins that carry them: steps first … first +
  // count - 1, of which the first begins a block. [1, L] -> [1, K, count]
  torch::Tensor EncodeWithNoise(const torch::Tensor& audio, const torch::Tensor& mu, int64_t first,
                                int64_t count);
  // noise: [1, hop T], white. first: the step of the recording that the window begins with.
  torch::Tensor DecodeWithNoise(const torch::Tensor& levels, const torch::Tensor& mu,
                                const torch::Tensor& noise, int64_t first);

 private:
  torch::Tensor Steps(const torch::Tensor& mu, int64_t steps) const;  // -> [B, K, T]
  // In steps of the quantiser. -> [B, K, T]
  torch::Tensor Coefficients(const torch::Tensor& audio, const torch::Tensor& mu);
  torch::Tensor Round(const torch::Tensor& coefficients) const;
  torch::Tensor Estimate(const torch::Tensor& levels, const torch::Tensor& steps);
  torch::Tensor Synthesise(const torch::Tensor& coefficients, const torch::Tensor& steps);
  // Without what stands in the bins that carry levels of noise.
  torch::Tensor Sound(const torch::Tensor& levels) const;

  LappedConfig config_;
  NoiseFill noise_;
  Mdct mdct_;
  torch::Tensor finest_;  // [K], the quantiser's step at mu = 0; follows from the configuration
  Dequantizer decoder_{nullptr};  // or none
};
TORCH_MODULE(LappedNetwork);

}  // namespace spk
