#include "model/autoencoder_network.h"

#include "model/weights_file.h"

namespace spk {

AutoencoderNetworkImpl::AutoencoderNetworkImpl(const AutoencoderConfig& config)
    : config_(config),
      encoder_context_(config.encoder_context, EncoderChannels(config.encoder), config.prompts),
      decoder_context_(config.decoder_context, LatentChannels(config), config.prompts) {
  if (const auto* seanet = std::get_if<SeanetConfig>(&config.encoder)) {
    seanet_ = register_module("encoder", SeanetEncoder(*seanet));
  } else {
    mel_ = register_module("encoder",
                           MelEncoder(std::get<MelConfig>(config.encoder), config.sample_rate));
  }
  register_module("encoder_context", encoder_context_);
  const int64_t width = config.encoder_context.width;
  if (Fires(config)) {
    quantizer_ = register_module("quantizer", HeavisideQuantizer(width, config.units));
    const int64_t neurons = std::get<HeavisideConfig>(config.bottleneck).predictor_neurons;
    if (neurons > 0)
      event_predictor_ = register_module(kEventPredictor, EventPredictor(config.units, neurons));
  } else if (const auto* rvq = std::get_if<RvqConfig>(&config.bottleneck)) {
    rvq_ = register_module("quantizer", ResidualQuantizer(*rvq, width));
  }
  register_module("decoder_context", decoder_context_);
  const int64_t features = config.decoder_context.width;
  if (const auto* mdct = std::get_if<MdctConfig>(&config.decoder)) {
    generator_ = register_module("generator", ResidualGenerator(*mdct, config.hop, features));
  }
  decoder_ = register_module("decoder", MakeDecoder(config, features, generator_));
  diffusion_ = std::dynamic_pointer_cast<DiffusionDecoder>(decoder_);
}

torch::Tensor AutoencoderNetworkImpl::EncoderFeatures(const torch::Tensor& audio,
                                                      const torch::Tensor& mu) {
  return encoder_context_(seanet_ ? seanet_(audio) : mel_(audio), mu);
}

torch::Tensor AutoencoderNetworkImpl::DecoderFeatures(const torch::Tensor& latent,
                                                      const torch::Tensor& mu) {
  // The compact decoder takes events as -1 and 1: centred inputs train faster. The paper's takes
  // them as they are.
  const bool centred = std::holds_alternative<MdctConfig>(config_.decoder);
  return decoder_context_(centred ? 2 * latent - 1 : latent, mu);
}

torch::Tensor AutoencoderNetworkImpl::PreActivations(const torch::Tensor& audio,
                                                     const torch::Tensor& mu) {
  TORCH_CHECK(quantizer_, "only a Heaviside bottleneck has pre-activations");
  return quantizer_->PreActivations(EncoderFeatures(audio, mu));
}

torch::Tensor AutoencoderNetworkImpl::Encode(const torch::Tensor& audio, const torch::Tensor& mu) {
  return EncodeForTraining(audio, mu).latent;
}

Encoding AutoencoderNetworkImpl::EncodeForTraining(const torch::Tensor& audio,
                                                   const torch::Tensor& mu) {
  const torch::Tensor features = EncoderFeatures(audio, mu);
  if (rvq_) {
    const RvqOutput output = rvq_(features);
    return {.latent = output.quantised, .commitment = output.commitment.mean()};
  }
  return {.latent = quantizer_ ? quantizer_(features) : features,
          .commitment = torch::zeros({}, audio.options())};
}

torch::Tensor AutoencoderNetworkImpl::EventBits(const torch::Tensor& events) {
  TORCH_CHECK(estimates_cost(), "nothing foresees events");
  return event_predictor_(events).sum({1, 2});
}

torch::Tensor AutoencoderNetworkImpl::Coarse(const torch::Tensor& events, const torch::Tensor& mu) {
  return decoder_->Coarse(DecoderFeatures(events, mu));
}

DiffusionLosses AutoencoderNetworkImpl::DiffusionLoss(const torch::Tensor& audio,
                                                      const torch::Tensor& events,
                                                      const torch::Tensor& mu,
                                                      const Generator& generator) {
  TORCH_CHECK(generates(), "there is no diffusion to train");
  const int64_t length = config_.hop * events.size(2);
  return diffusion_->DiffusionLoss(DecoderFeatures(events, mu),
                                   torch::constant_pad_nd(audio, {0, length - audio.size(1)}),
                                   generator);
}

torch::Tensor AutoencoderNetworkImpl::Decode(const torch::Tensor& events, int64_t sampling_steps,
                                             const torch::Tensor& noise, const torch::Tensor& mu) {
  const torch::Tensor features = DecoderFeatures(events, mu);
  if (sampling_steps == 0) return decoder_->Coarse(features);
  TORCH_CHECK(generates(), "there is no diffusion to sample");
  return diffusion_->Sample(features, sampling_steps, noise);
}

void AutoencoderNetworkImpl::DropGenerator() {
  if (!generator_) return;
  unregister_module("generator");
  generator_ = nullptr;
  diffusion_->DropGenerator();
  diffusion_ = nullptr;
}

std::vector<torch::Tensor> AutoencoderNetworkImpl::GeneratorParameters() const {
  return generator_ ? generator_->parameters() : std::vector<torch::Tensor>();
}

std::vector<torch::Tensor> AutoencoderNetworkImpl::CoarseParameters() const {
  std::vector<torch::Tensor> coarse;
  for (const auto& item : named_parameters()) {
    if (!IsOfGenerator(item.key())) coarse.push_back(item.value());
  }
  return coarse;
}

}  // namespace spk
