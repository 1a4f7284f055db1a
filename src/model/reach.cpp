#include "model/reach.h"

#include <algorithm>

namespace spk {
namespace {

constexpr int64_t kRunIn = 12;          // of an LSTM or attention
constexpr int64_t kResidualRunIn = 8;   // of a U-Net beside a coarse decode that is there already
constexpr int64_t kWaveformRunIn = 27;  // of a U-Net that makes all of the sound
constexpr int64_t kWhole = 8;           // encoders hear a multiple of so many steps

int64_t OneSide(int64_t kernel, bool causal) { return causal ? kernel - 1 : kernel / 2; }

// Samples to each side of what the convolutions of a SEANet of this shape hear. A stride s has a
// kernel of 2 s.
int64_t SeanetSamples(const SeanetConfig& config) {
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

int64_t ContextSteps(const ContextConfig& config) {
  const bool attends = config.type == ContextType::kConformer && config.layers > 0;
  const int64_t blocks = attends ? kRunIn : config.layers * OneSide(config.kernel, false);
  return config.input_kernel / 2 + blocks;
}

int64_t SeanetSteps(const SeanetConfig& config, int64_t samples_beside, int64_t hop) {
  const int64_t steps = (SeanetSamples(config) + samples_beside + hop - 1) / hop;
  return steps + (config.lstm_layers > 0 ? kRunIn : 0);
}

}  // namespace

int EncoderReach(const CodecConfig& config) {
  const int64_t samples_of_context = ContextSteps(config.encoder_context) * config.hop;
  const int64_t steps = SeanetSteps(config.encoder.seanet, samples_of_context, config.hop);
  return static_cast<int>((steps + kWhole - 1) / kWhole * kWhole);
}

int DecoderReach(const CodecConfig& config) {
  const int64_t context = ContextSteps(config.decoder_context);
  switch (config.decoder.type) {
    case DecoderType::kMdct:
      return static_cast<int>(context + 1 + kResidualRunIn);  // 1: windows of two steps overlap
    case DecoderType::kWaveform:
      return static_cast<int>(context + kWaveformRunIn);
    case DecoderType::kSeanet:
      break;
  }
  return static_cast<int>(context + SeanetSteps(config.decoder.seanet, 0, config.hop));
}

}  // namespace spk
