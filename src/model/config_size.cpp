#include "model/config.h"

namespace spk {
namespace {

double Weights(const SeanetConfig& config) {
  const auto last = static_cast<double>(config.channels.back());
  double sum = last * static_cast<double>(config.lstm_layers * 8) * last +
               last * static_cast<double>(config.kernel * config.dimension);
  for (size_t i = 0; i < config.strides.size(); ++i) {
    const auto in = static_cast<double>(config.channels[i]);
    const auto out = static_cast<double>(config.channels[i + 1]);
    sum += in * in * static_cast<double>(config.residual_kernel + 3) / 2 +
           in * out * static_cast<double>(2 * config.strides[i]);
  }
  return sum;
}

double Weights(const MelConfig& config) {
  const auto width = static_cast<double>(config.channels);
  return width * width * static_cast<double>(6 * config.blocks + 5);
}

double Weights(const ContextConfig& config, int64_t input) {
  const auto width = static_cast<double>(config.width);
  const bool conformer = config.type == ContextType::kConformer;
  const double block =
      width * width *
      static_cast<double>(2 * config.expansion * (conformer ? 2 : 1) + (conformer ? 7 : 0));
  return block * static_cast<double>(config.layers) +
         width * static_cast<double>(config.input_kernel * input);
}

double Weights(const UnetConfig& config, int64_t context) {
  const int64_t up = config.upsampling == Upsampling::kSubpixel ? 3 : 0;
  double sum = 0;
  double outer = 0;
  for (size_t depth = 0; depth < config.channels.size(); ++depth) {
    const auto width = static_cast<double>(config.channels[depth]);
    const double item = width * (7 * width + static_cast<double>(2 * config.modulation + context));
    sum += 2 * item * static_cast<double>(config.items[depth]) +
           width * outer * static_cast<double>(config.factors[depth] * (1 + up) + 3);
    outer = width;
  }
  return sum;
}

// features: channels that the decoder is given.
double Weights(const DiffusionConfig& config, int64_t features, int64_t hop) {
  return Weights(config.unet, features + hop);
}

double Weights(const SeanetConfig& config, int64_t /*features*/, int64_t /*hop*/) {
  return Weights(config);
}

}  // namespace

double ApproximateWeights(const AutoencoderConfig& config) {
  const int64_t features = config.decoder_context.width;
  double sum =
      std::visit([](const auto& encoder) { return Weights(encoder); }, config.encoder) +
      Weights(config.encoder_context, EncoderChannels(config.encoder)) +
      Weights(config.decoder_context, LatentChannels(config)) +
      std::visit([&](const auto& decoder) { return Weights(decoder, features, config.hop); },
                 config.decoder);
  if (const auto* heaviside = std::get_if<HeavisideConfig>(&config.bottleneck)) {
    sum += 9 * static_cast<double>(config.units) *
           static_cast<double>(config.units + heaviside->predictor_neurons);
  } else if (const auto* rvq = std::get_if<RvqConfig>(&config.bottleneck)) {
    sum += 2 * static_cast<double>(rvq->codebooks * rvq->codebook_size) *
           static_cast<double>(config.encoder_context.width);
  }
  return sum;
}

}  // namespace spk
