// The whole network of a configuration: audio to events and events to audio.
#pragma once

#include <torch/torch.h>

#include "model/config.h"
#include "model/context.h"
#include "model/heaviside.h"
#include "model/mdct.h"
#include "model/seanet.h"

namespace spk {

// Audio is mono at config().sample_rate, already divided by its loudness envelope (RMS about 1).
// T = ceil(L / hop) steps. mu: [B] integer compression prompts, for models that have them.
class CodecModelImpl : public torch::nn::Module {
 public:
  explicit CodecModelImpl(const CodecConfig& config);

  const CodecConfig& config() const { return config_; }

  // [B, L] -> [B, units, T], before the Heaviside and after BatchNorm: |logit| says how sure.
  torch::Tensor Logits(const torch::Tensor& audio, const torch::Tensor& mu = {});

  // [B, L] -> [B, units, T] in {0, 1}, as float, with the surrogate gradient.
  torch::Tensor Encode(const torch::Tensor& audio, const torch::Tensor& mu = {});

  // Stage 1, the conditional mean: [B, units, T] -> [B, hop T].
  torch::Tensor Coarse(const torch::Tensor& events, const torch::Tensor& mu = {});

  HeavisideQuantizer& quantizer() { return quantizer_; }

 private:
  torch::Tensor Features(const torch::Tensor& audio, const torch::Tensor& mu);

  CodecConfig config_;
  SeanetEncoder encoder_;
  ContextStack encoder_context_;
  HeavisideQuantizer quantizer_;
  ContextStack decoder_context_;
  torch::nn::Sequential coarse_head_;
  Mdct mdct_;
};
TORCH_MODULE(CodecModel);

}  // namespace spk
