#include "model/codec_model.h"

namespace spk {

CodecModelImpl::CodecModelImpl(const CodecConfig& config)
    : config_(config),
      encoder_(config.encoder.seanet),
      encoder_context_(config.encoder_context, config.encoder.seanet.channels.back(),
                       config.prompts),
      quantizer_(config.encoder_context.width, config.units),
      decoder_context_(config.decoder_context, config.units, config.prompts),
      coarse_head_(
          GroupNorm(1, config.decoder_context.width),
          torch::nn::Conv1d(torch::nn::Conv1dOptions(config.decoder_context.width, config.hop, 1))),
      mdct_(config.hop) {
  register_module("encoder", encoder_);
  register_module("encoder_context", encoder_context_);
  register_module("quantizer", quantizer_);
  register_module("decoder_context", decoder_context_);
  register_module("coarse_head", coarse_head_);
}

torch::Tensor CodecModelImpl::Features(const torch::Tensor& audio, const torch::Tensor& mu) {
  return encoder_context_(encoder_(audio), mu);
}

torch::Tensor CodecModelImpl::Logits(const torch::Tensor& audio, const torch::Tensor& mu) {
  return quantizer_->Logits(Features(audio, mu));
}

torch::Tensor CodecModelImpl::Encode(const torch::Tensor& audio, const torch::Tensor& mu) {
  return quantizer_(Features(audio, mu));
}

torch::Tensor CodecModelImpl::Coarse(const torch::Tensor& events, const torch::Tensor& mu) {
  // Events enter as -1 and 1: centred inputs train faster.
  const torch::Tensor features = decoder_context_(2 * events - 1, mu);
  return mdct_->Synthesise(coarse_head_->forward(features));
}

}  // namespace spk
