#include "model/config.h"

#include <fstream>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace spk {
namespace {

using Json = nlohmann::json;

// Carries the message from the depth of the tree to ParseConfig; never leaves this file.
struct ConfigError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

constexpr int64_t kMaxWidth = 8192;
constexpr int64_t kMaxDepth = 64;

int64_t Product(const std::vector<int64_t>& values) {
  return std::accumulate(values.begin(), values.end(), int64_t{1}, std::multiplies<>());
}

// One JSON object. Reads known keys, keeps the default of absent ones, and reports what is left.
class Section {
 public:
  Section(const Json& json, std::string path) : json_(json), path_(std::move(path)) {
    if (!json_.is_object()) {
      throw ConfigError(path_ + ": expected an object");
    }
  }

  void Integer(const char* key, int64_t* value, int64_t low, int64_t high) {
    if (const Json* item = Find(key)) {
      *value = CheckedInteger(*item, key, low, high);
    }
  }

  void Number(const char* key, double* value, double low, double high) {
    if (const Json* item = Find(key)) {
      if (!item->is_number() || item->get<double>() < low || item->get<double>() > high) {
        Throw(key, "expected a number in [" + Text(low) + ", " + Text(high) + "]");
      }
      *value = item->get<double>();
    }
  }

  void Boolean(const char* key, bool* value) {
    if (const Json* item = Find(key)) {
      if (!item->is_boolean()) {
        Throw(key, "expected true or false");
      }
      *value = item->get<bool>();
    }
  }

  void String(const char* key, std::string* value) {
    if (const Json* item = Find(key)) {
      if (!item->is_string()) {
        Throw(key, "expected a string");
      }
      *value = item->get<std::string>();
    }
  }

  void List(const char* key, std::vector<int64_t>* values, int64_t low, int64_t high) {
    if (const Json* list = Find(key)) {
      if (!list->is_array() || list->empty() || list->size() > kMaxDepth) {
        Throw(key, "expected a list of 1 to 64 integers");
      }
      values->clear();
      for (const Json& item : *list) {
        values->push_back(CheckedInteger(item, key, low, high));
      }
    }
  }

  template <typename Enum>
  void Choice(const char* key, Enum* value, const std::map<std::string, Enum>& names) {
    if (const Json* item = Find(key)) {
      const auto found = item->is_string() ? names.find(item->get<std::string>()) : names.end();
      if (found == names.end()) {
        std::string all;
        for (const auto& [name, unused] : names) {
          all += (all.empty() ? "" : ", ") + name;
        }
        Throw(key, "expected one of " + all);
      }
      *value = found->second;
    }
  }

  Section Child(const char* key) {
    const Json* item = Find(key);
    if (item == nullptr) {
      Throw(key, "missing");
    }
    return {*item, Path(key)};
  }

  void RejectUnknown() const {
    for (const auto& [key, unused] : json_.items()) {
      if (!known_.contains(key)) {
        throw ConfigError(Path(key) + ": unknown key");
      }
    }
  }

  [[noreturn]] void Throw(const std::string& key, const std::string& reason) const {
    throw ConfigError(Path(key) + ": " + reason);
  }

 private:
  const Json* Find(const char* key) {
    known_.insert(key);
    const auto found = json_.find(key);
    return found == json_.end() ? nullptr : &*found;
  }

  int64_t CheckedInteger(const Json& item, const char* key, int64_t low, int64_t high) const {
    const bool fits = item.is_number_integer() &&
                      (!item.is_number_unsigned() || item.get<uint64_t>() <= INT64_MAX) &&
                      item.get<int64_t>() >= low && item.get<int64_t>() <= high;
    if (!fits) {
      Throw(key,
            "expected an integer in [" + std::to_string(low) + ", " + std::to_string(high) + "]");
    }
    return item.get<int64_t>();
  }

  static std::string Text(double value) {
    std::ostringstream text;
    text << value;
    return text.str();
  }

  std::string Path(const std::string& key) const { return path_.empty() ? key : path_ + "." + key; }

  const Json& json_;
  std::string path_;
  std::set<std::string> known_;
};

void RequireOdd(const Section& section, const char* key, int64_t value) {
  if (value % 2 == 0) {
    section.Throw(key, "must be odd");
  }
}

SeanetConfig ReadSeanet(Section* section, int64_t hop) {
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

MelConfig ReadMel(Section* section, int64_t hop) {
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

EncoderConfig ReadEncoder(Section section, int64_t hop) {
  EncoderConfig config;
  section.Choice<EncoderType>("type", &config.type,
                              {{"seanet", EncoderType::kSeanet}, {"mel", EncoderType::kMel}});
  if (config.type == EncoderType::kSeanet) {
    config.seanet = ReadSeanet(&section, hop);
  } else {
    config.mel = ReadMel(&section, hop);
  }
  section.RejectUnknown();
  return config;
}

// `input`: the channels the context is given.
ContextConfig ReadContext(Section section, int64_t input) {
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
  RequireOdd(section, "kernel", config.kernel);
  if (config.input_kernel != 0) {
    RequireOdd(section, "input_kernel", config.input_kernel);
  } else if (config.width != input) {
    section.Throw("width", "without an input convolution it must be " + std::to_string(input));
  }
  if (config.type == ContextType::kConformer && config.width % config.heads != 0) {
    section.Throw("heads", "must divide the width");
  }
  section.RejectUnknown();
  return config;
}

BottleneckConfig ReadBottleneck(Section section) {
  BottleneckConfig config;
  section.Choice<BottleneckType>("type", &config.type,
                                 {{"heaviside", BottleneckType::kHeaviside},
                                  {"rvq", BottleneckType::kRvq},
                                  {"none", BottleneckType::kNone}});
  section.Integer("codebooks", &config.codebooks, 1, 64);
  section.Integer("codebook_size", &config.codebook_size, 2, 1 << 16);
  section.Number("decay", &config.decay, 0, 1);
  section.Number("dead_threshold", &config.dead_threshold, 0, 1e6);
  section.RejectUnknown();
  return config;
}

// `frame`: samples between the entries of the signal the network works on (1 or the hop).
UnetConfig ReadUnet(Section section, int64_t hop, int64_t frame) {
  UnetConfig config;
  section.List("channels", &config.channels, 8, kMaxWidth);
  section.List("factors", &config.factors, 1, 64);
  section.List("items", &config.items, 1, 16);
  section.List("inject_depths", &config.inject_depths, 0, kMaxDepth);
  section.Integer("modulation", &config.modulation, 1, kMaxWidth);
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

DecoderConfig ReadDecoder(Section section, int64_t hop) {
  DecoderConfig config;
  section.Choice<DecoderType>("type", &config.type,
                              {{"waveform", DecoderType::kWaveform},
                               {"mdct", DecoderType::kMdct},
                               {"seanet", DecoderType::kSeanet}});
  section.Number("pure_noise", &config.pure_noise, 0, 1);
  if (config.type == DecoderType::kSeanet) {
    Section seanet = section.Child("seanet");
    config.seanet = ReadSeanet(&seanet, hop);
    if (config.seanet.stem != Stem::kWaveform) {
      seanet.Throw("stem", "a decoder needs the waveform stem");
    }
    if (config.seanet.dimension == 0) {
      seanet.Throw("dimension", "a decoder needs its first convolution");
    }
    seanet.RejectUnknown();
  } else {
    const int64_t frame = config.type == DecoderType::kMdct ? hop : 1;
    config.unet = ReadUnet(section.Child("unet"), hop, frame);
  }
  section.RejectUnknown();
  return config;
}

CodecConfig ReadCodec(const Json& json) {
  Section section(json, "");
  CodecConfig config;
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
  if (config.decoder.type == DecoderType::kMdct && config.hop % 2 != 0) {
    section.Throw("hop", "the lapped transform needs an even hop");
  }
  section.RejectUnknown();
  return config;
}

}  // namespace

Result<CodecConfig> ParseConfig(std::string_view json) {
  const Json parsed = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (parsed.is_discarded()) {
    return Fail(ErrorCode::kModel, "model configuration: not JSON");
  }
  try {
    return ReadCodec(parsed);
  } catch (const ConfigError& error) {
    return Fail(ErrorCode::kModel, std::string("model configuration: ") + error.what());
  }
}

Result<std::string> ReadTextFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    return Fail(ErrorCode::kInput, path + ": cannot read");
  }
  return text.str();
}

int64_t EncoderChannels(const EncoderConfig& config) {
  if (config.type == EncoderType::kMel) {
    return config.mel.dimension;
  }
  return config.seanet.dimension != 0 ? config.seanet.dimension : config.seanet.channels.back();
}

int64_t LatentChannels(const CodecConfig& config) {
  return config.bottleneck.type == BottleneckType::kHeaviside ? config.units
                                                              : config.encoder_context.width;
}

}  // namespace spk
