#include "model/config.h"

#include <functional>
#include <nlohmann/json.hpp>
#include <numeric>

#include "model/geometry.h"
#include "model/json_section.h"

namespace spk {
namespace {

constexpr int64_t kMaxWidth = 8192;
constexpr double kMaxWeights = 1 << 30;
constexpr int64_t kMaxDepth = JsonSection::kMaxList;

int64_t Product(const std::vector<int64_t>& values) {
  return std::accumulate(values.begin(), values.end(), int64_t{1}, std::multiplies<>());
}

void RequireOdd(const JsonSection& section, const char* key, int64_t value) {
  if (value % 2 == 0) {
    section.Throw(key, "must be odd");
  }
}

}  // namespace

SeanetConfig ReadSeanet(JsonSection* section, int64_t hop) {
  SeanetConfig config;
  section->Choice<Stem>("stem", &config.stem,
                        {{"waveform", Stem::kWaveform}, {"spectral", Stem::kSpectral}});
  section->List("channels", &config.channels, 1, kMaxWidth);
  section->List("strides", &config.strides, 1, 64);
  section->Integer("dimension", &config.dimension, 0, kMaxWidth);
  section->Integer("kernel", &config.kernel, 1, 63);
  section->Integer("residual_kernel", &config.residual_kernel, 1, 63);
  section->Integer("lstm_layers", &config.lstm_layers, 0, 8);
  section->Boolean("weight_norm", &config.weight_norm);
  section->Boolean("true_skip", &config.true_skip);
  section->Boolean("causal", &config.causal);
  section->Choice<Padding>("padding", &config.padding,
                           {{"zero", Padding::kZero}, {"reflect", Padding::kReflect}});
  section->Integer("stft_window", &config.stft_window, 16, 1 << 16);
  section->Integer("stft_hop", &config.stft_hop, 1, 1 << 16);
  if (config.channels.size() != config.strides.size() + 1) {
    section->Throw("channels", "needs one entry more than strides");
  }
  const bool spectral = config.stem == Stem::kSpectral;
  if (spectral && (config.stft_window % 2 != 0 || config.stft_hop % 2 != 0 ||
                   config.stft_hop > config.stft_window)) {
    section->Throw("stft_hop", "hop and window must be even and the hop at most the window");
  }
  const int64_t product = Product(config.strides) * (spectral ? config.stft_hop : 1);
  if (product != hop) {
    section->Throw("strides",
                   "product " + std::to_string(product) + " is not the hop " + std::to_string(hop));
  }
  return config;
}

namespace {

MelConfig ReadMel(JsonSection* section, int64_t hop) {
  MelConfig config;
  section->Integer("window", &config.window, 16, 1 << 16);
  section->Integer("hop", &config.hop, 1, 1 << 16);
  section->Integer("bands", &config.bands, 1, 1024);
  section->Integer("channels", &config.channels, 8, kMaxWidth);
  section->Integer("blocks", &config.blocks, 1, kMaxDepth);
  section->Integer("dimension", &config.dimension, 1, kMaxWidth);
  if (config.hop * 2 != hop || config.hop > config.window ||
      (config.window - config.hop) % 2 != 0) {
    section->Throw("hop", "must be half the codec's hop, at most the window and of its parity");
  }
  if (config.window >= 5 * config.hop) {
    section->Throw("window", "must be under 5 hops, so that its padding can be reflected");
  }
  if (config.channels % 8 != 0) {
    section->Throw("channels", "must be a multiple of 8");
  }
  return config;
}

EncoderConfig ReadEncoder(JsonSection section, int64_t hop) {
  EncoderConfig config;
  section.Choice<EncoderConfig>("type", &config,
                                {{"seanet", SeanetConfig()}, {"mel", MelConfig()}});
  if (std::holds_alternative<SeanetConfig>(config)) {
    config = ReadSeanet(&section, hop);
  } else {
    config = ReadMel(&section, hop);
  }
  section.RejectUnknown();
  return config;
}

// `input`: the channels the context is given.
ContextConfig ReadContext(JsonSection section, int64_t input) {
  ContextConfig config;
  config.width = input;
  section.Choice<ContextType>(
      "type", &config.type,
      {{"convolution", ContextType::kConvolution}, {"conformer", ContextType::kConformer}});
  section.Integer("layers", &config.layers, 0, kMaxDepth);
  section.Integer("width", &config.width, 1, kMaxWidth);
  section.Integer("input_kernel", &config.input_kernel, 0, 63);
  section.Integer("kernel", &config.kernel, 1, 255);
  section.Integer("expansion", &config.expansion, 1, 16);
  section.Integer("heads", &config.heads, 1, 64);
  section.Boolean("relative_position", &config.relative_position);
  RequireOdd(section, "kernel", config.kernel);
  if (config.input_kernel != 0) {
    RequireOdd(section, "input_kernel", config.input_kernel);
  } else if (config.width != input) {
    section.Throw("width", "without an input convolution it must be " + std::to_string(input));
  }
  if (config.type == ContextType::kConformer && config.width % config.heads != 0) {
    section.Throw("heads", "must divide the width");
  }
  if (config.relative_position && config.width % 2 != 0) {
    section.Throw("width", "must be even, for sines and cosines of the distance");
  }
  section.RejectUnknown();
  return config;
}

BottleneckConfig ReadBottleneck(JsonSection section) {
  BottleneckConfig config;
  section.Choice<BottleneckConfig>(
      "type", &config,
      {{"heaviside", HeavisideConfig()}, {"rvq", RvqConfig()}, {"none", NoBottleneckConfig()}});
  if (auto* heaviside = std::get_if<HeavisideConfig>(&config)) {
    section.Integer("predictor_neurons", &heaviside->predictor_neurons, 0, kMaxWidth);
  } else if (auto* rvq = std::get_if<RvqConfig>(&config)) {
    section.Integer("codebooks", &rvq->codebooks, 1, 64);
    section.Integer("codebook_size", &rvq->codebook_size, 2, 1 << 16);
    section.Number("decay", &rvq->decay, 0, 1);
    section.Number("dead_threshold", &rvq->dead_threshold, 0, 1e6);
  }
  section.RejectUnknown();
  return config;
}

// `frame`: samples between the entries of the signal the network works on (1 or the hop).
UnetConfig ReadUnet(JsonSection section, int64_t hop, int64_t frame) {
  UnetConfig config;
  section.List("channels", &config.channels, 8, kMaxWidth);
  section.List("factors", &config.factors, 1, 64);
  section.List("items", &config.items, 1, 16);
  section.List("inject_depths", &config.inject_depths, 0, kMaxDepth);
  section.Integer("modulation", &config.modulation, 1, kMaxWidth);
  section.Choice<Upsampling>(
      "upsampling", &config.upsampling,
      {{"nearest", Upsampling::kNearest}, {"subpixel", Upsampling::kSubpixel}});
  section.Boolean("outer_skip", &config.outer_skip);
  const size_t depths = config.channels.size();
  if (depths == 0 || config.factors.size() != depths || config.items.size() != depths) {
    section.Throw("channels", "channels, factors and items must be lists of one length");
  }
  for (const int64_t width : config.channels) {
    if (width % 8 != 0) {
      section.Throw("channels", "must be multiples of 8, the groups of the normalisation");
    }
  }
  if (config.inject_depths.empty()) {
    section.Throw("inject_depths", "missing: the decoder would not hear the events");
  }
  for (const int64_t depth : config.inject_depths) {
    if (depth >= static_cast<int64_t>(depths)) {
      section.Throw("inject_depths", "deeper than the network");
    }
    const std::vector<int64_t> passed(config.factors.begin(), config.factors.begin() + depth + 1);
    if (Product(passed) * frame != hop) {
      section.Throw("inject_depths", "depth " + std::to_string(depth) + " is at " +
                                         std::to_string(Product(passed) * frame) +
                                         " samples, not at the hop " + std::to_string(hop));
    }
  }
  section.RejectUnknown();
  return config;
}

void ReadDiffusion(JsonSection* section, int64_t hop, int64_t frame, DiffusionConfig* config) {
  section->Number("pure_noise", &config->pure_noise, 0, 1);
  section->Number("temperature", &config->temperature, 0, 1);
  config->unet = ReadUnet(section->Child("unet"), hop, frame);
}

SeanetConfig ReadRegression(JsonSection section, int64_t hop) {
  SeanetConfig config = ReadSeanet(&section, hop);
  if (config.stem != Stem::kWaveform) section.Throw("stem", "a decoder needs the waveform stem");
  if (config.dimension == 0) section.Throw("dimension", "a decoder needs its first convolution");
  section.RejectUnknown();
  return config;
}

DecoderConfig ReadDecoder(JsonSection section, int64_t hop) {
  DecoderConfig config;
  section.Choice<DecoderConfig>(
      "type", &config,
      {{"waveform", WaveformConfig()}, {"mdct", MdctConfig()}, {"seanet", SeanetConfig()}});
  if (auto* mdct = std::get_if<MdctConfig>(&config)) {
    ReadDiffusion(&section, hop, hop, mdct);
  } else if (auto* waveform = std::get_if<WaveformConfig>(&config)) {
    ReadDiffusion(&section, hop, 1, waveform);
  } else {
    config = ReadRegression(section.Child("seanet"), hop);
  }
  section.RejectUnknown();
  return config;
}

AutoencoderConfig ReadCodec(const nlohmann::json& json) {
  JsonSection section(json, "");
  AutoencoderConfig config;
  section.String("name", &config.name);
  section.Integer("sample_rate", &config.sample_rate, 8000, 192000);
  section.Integer("hop", &config.hop, 2, 1 << 16);
  section.Integer("units", &config.units, 1, 4096);
  section.Integer("prompts", &config.prompts, 0, 32);
  if (config.name.empty()) {
    section.Throw("name", "missing");
  }
  config.encoder = ReadEncoder(section.Child("encoder"), config.hop);
  config.encoder_context =
      ReadContext(section.Child("encoder_context"), EncoderChannels(config.encoder));
  config.bottleneck = ReadBottleneck(section.Child("bottleneck"));
  config.decoder_context = ReadContext(section.Child("decoder_context"), LatentChannels(config));
  config.decoder = ReadDecoder(section.Child("decoder"), config.hop);
  if (std::holds_alternative<MdctConfig>(config.decoder) && config.hop % 2 != 0) {
    section.Throw("hop", "the lapped transform needs an even hop");
  }
  section.RejectUnknown();
  if (ApproximateWeights(config) > kMaxWeights) {
    throw ConfigError("the network has over 2^30 weights");
  }
  return config;
}

}  // namespace

Result<AutoencoderConfig> ParseConfig(std::string_view json) {
  const auto parsed = nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (parsed.is_discarded()) {
    return Fail(ErrorCode::kModel, "model configuration: not JSON");
  }
  try {
    AutoencoderConfig config = ReadCodec(parsed);
    // Better before hours of training than after.
    if (Fires(config)) {
      if (auto codable = CheckCodable(config); !codable) throw ConfigError(codable.error().message);
    }
    return config;
  } catch (const ConfigError& error) {
    return Fail(ErrorCode::kModel, std::string("model configuration: ") + error.what());
  }
}

int64_t EncoderChannels(const EncoderConfig& config) {
  if (const auto* mel = std::get_if<MelConfig>(&config)) return mel->dimension;
  const auto& seanet = std::get<SeanetConfig>(config);
  return seanet.dimension != 0 ? seanet.dimension : seanet.channels.back();
}

int64_t LatentChannels(const AutoencoderConfig& config) {
  return Fires(config) ? config.units : config.encoder_context.width;
}

}  // namespace spk
