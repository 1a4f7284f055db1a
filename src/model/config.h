// What a codec is made of, as data. The same JSON lives in models/configs/ and inside every weights
// file, so a file of weights describes its own network.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "spk/error.h"

namespace spk {

enum class Stem { kWaveform, kSpectral };
enum class Padding { kZero, kReflect };

// SEANet (Tagliasacchi et al. 2020) as in EnCodec (Defossez et al. 2022). `channels[0]` leaves the
// stem, `channels[i]` leaves stage i; stage i strides by `strides[i - 1]`. Read backwards it is the
// decoder.
struct SeanetConfig {
  Stem stem = Stem::kWaveform;
  std::vector<int64_t> channels;
  std::vector<int64_t> strides;
  int64_t dimension = 0;        // channels after the last convolution; 0 = no last convolution
  int64_t kernel = 7;           // of the first (waveform stem) and the last convolution
  int64_t residual_kernel = 3;  // of the residual units
  int64_t lstm_layers = 0;
  bool weight_norm = false;
  bool true_skip = true;  // identity in the residual units instead of a 1x1 convolution
  bool causal = false;
  Padding padding = Padding::kZero;
  // Spectral stem only: an STFT in place of the first convolution.
  int64_t stft_window = 2048;
  int64_t stft_hop = 128;
};

class JsonSection;

// Reads the keys of a SEANet whose strides make up `hop`. Throws a ConfigError.
SeanetConfig ReadSeanet(JsonSection* section, int64_t hop);

// MelE1d of audio-encoders-pytorch: log-mel frames and a residual network, without quantizer.
struct MelConfig {
  int64_t window = 1024;
  int64_t hop = 256;
  int64_t bands = 80;
  int64_t channels = 512;
  int64_t blocks = 12;
  int64_t dimension = 32;
};

using EncoderConfig = std::variant<SeanetConfig, MelConfig>;

enum class ContextType { kConvolution, kConformer };

// "Integrate context": an optional input convolution, the prompt, then `layers` blocks.
struct ContextConfig {
  ContextType type = ContextType::kConvolution;
  int64_t layers = 0;
  int64_t width = 0;         // channels of the blocks
  int64_t input_kernel = 0;  // of the convolution in front; 0 = none, and width is the input's
  int64_t kernel = 7;        // of the depthwise convolution, odd
  int64_t expansion = 2;     // hidden channels of the pointwise layers / width
  // Conformer only.
  int64_t heads = 4;
  bool relative_position = false;  // of steps in attention
};

struct HeavisideConfig {
  int64_t predictor_neurons = 0;  // of the network that foresees events, for training; 0 = none
};

struct RvqConfig {
  int64_t codebooks = 8;
  int64_t codebook_size = 1024;
  double decay = 0.99;
  double dead_threshold = 2;  // expected uses a batch under which a code is replaced
};

struct NoBottleneckConfig {};

using BottleneckConfig = std::variant<HeavisideConfig, RvqConfig, NoBottleneckConfig>;

// kNearest: every step repeated, then smoothed by a convolution of kernel 3, as in the paper; of a
// step's samples all but the first and last come out alike, so fine detail must pass by a skip
// around it. kSubpixel: each sample of a step has weights of its own.
enum class Upsampling { kNearest, kSubpixel };

// One list entry a depth. `factors` downsample, `items` counts blocks on the way down and again on
// the way up, the context enters at the depths in `inject_depths`.
struct UnetConfig {
  std::vector<int64_t> channels;
  std::vector<int64_t> factors;
  std::vector<int64_t> items;
  std::vector<int64_t> inject_depths;
  int64_t modulation = 1024;  // features of the noise level
  Upsampling upsampling = Upsampling::kNearest;
  // Whether the output starts from the input, as in the paper. Of white data with unit variance
  // E[v | x] = 0 at every noise level, and a trunk narrower than the data could not take x away.
  bool outer_skip = true;
};

struct DiffusionConfig {
  UnetConfig unet;
  double pure_noise = 0;  // share of the training batch drawn at the noise level 1
  // Standard deviation of the noise that a decode starts from. Under 1, samples stay nearer to the
  // mean: fewer of the partials that are not there, at the price of variety (Glow, section 6).
  double temperature = 1;
};

struct MdctConfig : DiffusionConfig {};      // of what a coarse estimate of coefficients leaves out
struct WaveformConfig : DiffusionConfig {};  // the paper's, of samples

// The MDCT's, the paper's, or its other one: SEANet backwards, plain regression.
using DecoderConfig = std::variant<MdctConfig, WaveformConfig, SeanetConfig>;

struct AutoencoderConfig {
  std::string name;
  int64_t sample_rate = 22050;
  int64_t hop = 512;
  int64_t units = 80;
  int64_t prompts = 0;  // levels of the compression prompt mu; 0 = none
  EncoderConfig encoder;
  ContextConfig encoder_context;
  BottleneckConfig bottleneck;
  ContextConfig decoder_context;
  DecoderConfig decoder;
};

// Reads and checks a configuration. Every value has a range, unknown keys are errors, and lists
// must fit together (strides times stem hop = codec hop, injection at that hop, …). The error names
// the value: "encoder.strides: product 256 is not the hop 512".
Result<AutoencoderConfig> ParseConfig(std::string_view json);

// Whether it has events, and is no baseline.
inline bool Fires(const AutoencoderConfig& config) {
  return std::holds_alternative<HeavisideConfig>(config.bottleneck);
}

// Number of weights of the network, within a factor of two: enough to turn down what no machine
// holds before anything is allocated for it. ParseConfig does.
double ApproximateWeights(const AutoencoderConfig& config);

// Channels that leave the encoder, before its context.
int64_t EncoderChannels(const EncoderConfig& config);

// Channels that reach the decoder side: the events, or the vectors of a baseline.
int64_t LatentChannels(const AutoencoderConfig& config);

}  // namespace spk
