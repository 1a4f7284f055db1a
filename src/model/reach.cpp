#include "model/reach.h"

#include <algorithm>

namespace spk {
namespace {

constexpr int64_t kRunIn = 12;          // of an LSTM, attention or a norm over time
constexpr int64_t kResidualRunIn = 8;   // of a U-Net beside a coarse decode that is there already
constexpr int64_t kWaveformRunIn = 27;  // of a U-Net that makes all of the sound
constexpr int64_t kWhole = 8;           // encoders hear a multiple of so many steps

int64_t OneSide(int64_t kernel, bool causal) { return causal ? kernel - 1 : kernel / 2; }

}  // namespace

// A stride s has a kernel of 2 s.
int64_t SeanetReach(const SeanetConfig& config) {
  const bool spectral = config.stem == Stem::kSpectral;
  int64_t samples = spectral ? config.stft_window / 2 : OneSide(config.kernel, config.causal);
  int64_t rate = spectral ? config.stft_hop : 1;  // samples a frame
  for (const int64_t stride : config.strides) {
    samples += (OneSide(config.residual_kernel, config.causal) +
                (config.causal ? 2 * stride - 1 : stride)) *
               rate;
    rate *= stride;
  }
  return samples + (config.dimension > 0 ? OneSide(config.kernel, config.causal) * rate : 0);
}

namespace {

int64_t ContextSteps(const ContextConfig& config) {
  const bool attends = config.type == ContextType::kConformer && config.layers > 0;
  const int64_t blocks = attends ? kRunIn : config.layers * OneSide(config.kernel, false);
  return config.input_kernel / 2 + blocks;
}

int64_t Steps(const SeanetConfig& config, int64_t samples_beside, int64_t hop) {
  const int64_t steps = (SeanetReach(config) + samples_beside + hop - 1) / hop;
  return steps + (config.lstm_layers > 0 ? kRunIn : 0);
}

int64_t Steps(const MelConfig& config, int64_t samples_beside, int64_t hop) {
  // Two convolutions of kernel 3 on frames, one of 5 with a stride of 2, then two a block.
  const int64_t samples = config.window / 2 + 4 * config.hop + 2 * config.blocks * 2 * config.hop;
  return (samples + samples_beside + hop - 1) / hop + kRunIn;
}

int64_t DecoderSteps(const MdctConfig& /*config*/, int64_t /*hop*/) {
  return 1 + kResidualRunIn;  // 1: windows of two steps overlap
}

int64_t DecoderSteps(const WaveformConfig& /*config*/, int64_t /*hop*/) { return kWaveformRunIn; }

int64_t DecoderSteps(const SeanetConfig& config, int64_t hop) { return Steps(config, 0, hop); }

}  // namespace

int EncoderReach(const AutoencoderConfig& config) {
  const int64_t beside = ContextSteps(config.encoder_context) * config.hop;
  const int64_t steps = std::visit(
      [&](const auto& encoder) { return Steps(encoder, beside, config.hop); }, config.encoder);
  return static_cast<int>((steps + kWhole - 1) / kWhole * kWhole);
}

int DecoderReach(const AutoencoderConfig& config) {
  const int64_t steps = std::visit(
      [&](const auto& decoder) { return DecoderSteps(decoder, config.hop); }, config.decoder);
  return static_cast<int>(ContextSteps(config.decoder_context) + steps);
}

}  // namespace spk
