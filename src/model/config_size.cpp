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

}  // namespace

double ApproximateWeights(const CodecConfig& config) {
  const MelConfig& mel = config.encoder.mel;
  const auto mel_width = static_cast<double>(mel.channels);
  const BottleneckConfig& rvq = config.bottleneck;
  const int64_t features = config.decoder_context.width;
  double sum = config.encoder.type == EncoderType::kMel
                   ? mel_width * mel_width * static_cast<double>(6 * mel.blocks + 5)
                   : Weights(config.encoder.seanet);
  sum += Weights(config.encoder_context, EncoderChannels(config.encoder)) +
         Weights(config.decoder_context, LatentChannels(config));
  if (rvq.type == BottleneckType::kRvq) {
    sum += 2 * static_cast<double>(rvq.codebooks * rvq.codebook_size) *
           static_cast<double>(config.encoder_context.width);
  }
  return sum + (config.decoder.type == DecoderType::kSeanet
                    ? Weights(config.decoder.seanet)
                    : Weights(config.decoder.unet, features + config.hop));
}

}  // namespace spk
