#include "model/codec_model.h"

#include "model/weights_file.h"

namespace spk {

CodecModelImpl::CodecModelImpl(const CodecConfig& config)
    : config_(config),
      encoder_context_(config.encoder_context, EncoderChannels(config.encoder), config.prompts),
      decoder_context_(config.decoder_context, LatentChannels(config), config.prompts) {
  if (config.encoder.type == EncoderType::kSeanet) {
    seanet_ = register_module("encoder", SeanetEncoder(config.encoder.seanet));
  } else {
    mel_ = register_module("encoder", MelEncoder(config.encoder.mel, config.sample_rate));
  }
  register_module("encoder_context", encoder_context_);
  const int64_t width = config.encoder_context.width;
  if (config.bottleneck.type == BottleneckType::kHeaviside) {
    quantizer_ = register_module("quantizer", HeavisideQuantizer(width, config.units));
  } else if (config.bottleneck.type == BottleneckType::kRvq) {
    rvq_ = register_module("quantizer", ResidualQuantizer(config.bottleneck, width));
  }
  register_module("decoder_context", decoder_context_);
  const int64_t features = config.decoder_context.width;
  if (config.decoder.type == DecoderType::kMdct) {
    generator_ = register_module("generator", ResidualGenerator(config, features));
  }
  decoder_ = register_module("decoder", MakeDecoder(config, features, generator_));
}

torch::Tensor CodecModelImpl::EncoderFeatures(const torch::Tensor& audio, const torch::Tensor& mu) {
  return encoder_context_(seanet_ ? seanet_(audio) : mel_(audio), mu);
}

torch::Tensor CodecModelImpl::DecoderFeatures(const torch::Tensor& latent,
                                              const torch::Tensor& mu) {
  // The compact decoder takes events as -1 and 1: centred inputs train faster. The paper's takes
  // them as they are.
  const bool centred = config_.decoder.type == DecoderType::kMdct;
  return decoder_context_(centred ? 2 * latent - 1 : latent, mu);
}

torch::Tensor CodecModelImpl::Logits(const torch::Tensor& audio, const torch::Tensor& mu) {
  TORCH_CHECK(quantizer_, "only a Heaviside bottleneck has logits");
  return quantizer_->Logits(EncoderFeatures(audio, mu));
}

torch::Tensor CodecModelImpl::Encode(const torch::Tensor& audio, const torch::Tensor& mu) {
  return EncodeForTraining(audio, mu).latent;
}

Encoding CodecModelImpl::EncodeForTraining(const torch::Tensor& audio, const torch::Tensor& mu) {
  const torch::Tensor features = EncoderFeatures(audio, mu);
  if (rvq_) {
    const RvqOutput output = rvq_(features);
    return {.latent = output.quantised, .commitment = output.commitment.mean()};
  }
  return {.latent = quantizer_ ? quantizer_(features) : features,
          .commitment = torch::zeros({}, audio.options())};
}

torch::Tensor CodecModelImpl::Coarse(const torch::Tensor& events, const torch::Tensor& mu) {
  return decoder_->Coarse(DecoderFeatures(events, mu));
}

DiffusionLosses CodecModelImpl::DiffusionLoss(const torch::Tensor& audio,
                                              const torch::Tensor& events, const torch::Tensor& mu,
                                              const Generator& generator) {
  const int64_t length = config_.hop * events.size(2);
  return decoder_->DiffusionLoss(DecoderFeatures(events, mu),
                                 torch::constant_pad_nd(audio, {0, length - audio.size(1)}),
                                 generator);
}

torch::Tensor CodecModelImpl::Decode(const torch::Tensor& events, int64_t steps,
                                     const torch::Tensor& noise, const torch::Tensor& mu) {
  const torch::Tensor features = DecoderFeatures(events, mu);
  if (steps == 0) return decoder_->Coarse(features);
  return decoder_->Sample(features, steps, config_.decoder.temperature * noise);
}

void CodecModelImpl::DropGenerator() {
  if (!generator_) return;
  unregister_module("generator");
  generator_ = nullptr;
  decoder_->DropGenerator();
}

std::vector<torch::Tensor> CodecModelImpl::GeneratorParameters() const {
  return generator_ ? generator_->parameters() : std::vector<torch::Tensor>();
}

std::vector<torch::Tensor> CodecModelImpl::CoarseParameters() const {
  std::vector<torch::Tensor> coarse;
  for (const auto& item : named_parameters()) {
    if (!IsOfGenerator(item.key())) coarse.push_back(item.value());
  }
  return coarse;
}

}  // namespace spk
