// The whole network of a lapped configuration: audio to levels and levels to audio.
#pragma once

#include <torch/torch.h>

#include "model/lapped/dequantizer.h"
#include "model/lapped/firing.h"
#include "model/lapped/lapped_config.h"
#include "model/lapped/level_cost.h"
#include "model/lapped/noise_fill.h"
#include "model/lapped/noise_shaper.h"
#include "model/lapped/pre_echo.h"
#include "model/mdct.h"

namespace spk {

// What fires of a window, and in which direction.
struct LappedEncoding {
  FiredLevels fired;
  torch::Tensor signs;  // [B, K, T]: -1, 0, 1

  torch::Tensor levels() const { return signs * fired.size(); }
};

// Audio is divided by its loudness envelope (RMS about 1). Levels are whole numbers, as floats.
// mu: integer compression prompts, [B] or one a step, [B, T].
class LappedNetworkImpl : public torch::nn::Module {
 public:
  explicit LappedNetworkImpl(const LappedConfig& config);

  const LappedConfig& config() const { return config_; }
  // Steps to each side that a level, and a decoded sample, depend on.
  int encoder_reach() const;
  int decoder_reach() const;
  // Whether noise can be filled in.
  bool fills() const { return config_.fill > 0; }
  bool estimates_cost() const { return !cost_.is_empty(); }

  LappedEncoding Encode(const torch::Tensor& audio, const torch::Tensor& mu);
  torch::Tensor Decode(const torch::Tensor& levels, const torch::Tensor& mu);  // -> [B, hop T]

  // What the levels would cost an adaptive coder, in bits: [B].
  torch::Tensor Cost(const FiredLevels& fired, const torch::Tensor& mu);

  // With the levels of noise, and the attacks, in the bins that carry them: steps first … first +
  // count - 1. block: a step of the audio in which a block of noise begins. [B, L] -> [B, K, count]
  torch::Tensor EncodeWithNoise(const torch::Tensor& audio, const torch::Tensor& mu, int64_t first,
                                int64_t count, int64_t block);
  // noise: [B, hop T], white. first: the step of the recording that the windows begin with. gain:
  // of the noise's amplitude.
  torch::Tensor DecodeWithNoise(const torch::Tensor& levels, const torch::Tensor& mu,
                                const torch::Tensor& noise, int64_t first, double gain = 1);

  // Of what shapes the noise; empty where nothing does.
  std::vector<torch::Tensor> GeneratorParameters() const;
  void DropGenerator();

 private:
  torch::Tensor StepSizes(const torch::Tensor& mu, int64_t steps) const;  // -> [B, K, T]
  // In steps of the quantiser: [B, L] -> [B, K, T]
  torch::Tensor Coefficients(const torch::Tensor& audio, const torch::Tensor& step_sizes) const;
  LappedEncoding Fire(const torch::Tensor& audio, const torch::Tensor& coefficients,
                      const torch::Tensor& step_sizes);
  torch::Tensor Estimate(const torch::Tensor& levels, const torch::Tensor& step_sizes);
  // Made fainter before the attacks that the levels tell of: [B, hop T].
  torch::Tensor BeforeAttacks(const torch::Tensor& audio, const torch::Tensor& levels) const;
  torch::Tensor Synthesise(const torch::Tensor& coefficients, const torch::Tensor& step_sizes);
  // Without what stands in the bins that carry levels of noise.
  torch::Tensor Sound(const torch::Tensor& levels) const;

  LappedConfig config_;
  NoiseFill noise_;
  PreEcho pre_echo_;
  Mdct mdct_;
  torch::Tensor finest_;  // [K], the quantiser's step at mu = 0; follows from the configuration
  // Each of them, or none.
  Firing encoder_{nullptr};
  LevelCost cost_{nullptr};  // comes with `encoder_`, whose training needs it
  Dequantizer decoder_{nullptr};
  NoiseShaper generator_{nullptr};
};
TORCH_MODULE(LappedNetwork);

}  // namespace spk
