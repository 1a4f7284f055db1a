#include "model/lapped/lapped_config.h"

#include <nlohmann/json.hpp>

#include "bitstream/adaptive/graded_tables.h"
#include "bitstream/graded_matrix.h"
#include "model/geometry.h"
#include "model/json_section.h"
#include "model/lapped/firing.h"
#include "model/lapped/noise_fill.h"
#include "model/lapped/pre_echo.h"

namespace spk {
namespace {

BinLayersConfig ReadBinLayers(JsonSection section) {
  BinLayersConfig config;
  section.Integer("layers", &config.layers, 1, 16);
  section.Integer("channels", &config.channels, 1, 1024);
  section.Integer("kernel", &config.kernel, 1, 63);
  if (config.kernel % 2 == 0) section.Throw("kernel", "expected an odd number");
  section.RejectUnknown();
  return config;
}

// As many channels come out of it as the bands are told.
FiringConfig ReadFiring(JsonSection section, int64_t hop) {
  FiringConfig config;
  JsonSection seanet = section.Child("seanet");
  config.seanet = ReadSeanet(&seanet, hop);
  seanet.RejectUnknown();
  config.seanet.dimension = FiringImpl::kBands * FiringImpl::kChannels;
  config.layers = ReadBinLayers(section.Child("layers"));
  section.RejectUnknown();
  return config;
}

LappedConfig ReadLapped(const nlohmann::json& json) {
  JsonSection section(json, "");
  LappedConfig config;
  std::string family;
  section.String("family", &family);
  section.String("name", &config.name);
  if (config.name.empty()) section.Throw("name", "missing");
  section.Integer("sample_rate", &config.sample_rate, 8000, 192000);
  section.Integer("hop", &config.hop, 64, 1 << 14);
  section.Integer("prompts", &config.prompts, 1, 32);
  if (config.hop % 2 != 0) section.Throw("hop", "the lapped transform needs an even hop");

  JsonSection encoder = section.Child("encoder");
  encoder.Integer("mu", &config.default_mu, 0, config.prompts - 1);
  encoder.Number("rounding", &config.rounding, 0, 0.5);
  if (encoder.Has("firing")) config.firing = ReadFiring(encoder.Child("firing"), config.hop);
  encoder.RejectUnknown();

  JsonSection decoder = section.Child("decoder");
  decoder.Integer("bins", &config.bins, 1, std::min<int64_t>(config.hop, GradedTables::kMaxBins));
  decoder.Number("finest_step", &config.finest_step, 1e-6, 1e3);
  decoder.Number("corner", &config.corner, 1, 1e5);
  decoder.Number("slope", &config.slope, 0, 4);
  if (decoder.Has("dequantizer")) {
    config.dequantizer = ReadBinLayers(decoder.Child("dequantizer"));
  }
  decoder.Number("fill", &config.fill, 0, 1);
  decoder.Integer("fill_levels", &config.fill_levels, 1, NoiseFill::kCount / 2 - 1);
  decoder.List("fill_usual", &config.fill_usual, 0, config.fill_levels);
  decoder.Boolean("attacks", &config.attacks);
  decoder.RejectUnknown();
  if (section.Has("generator")) config.generator = ReadBinLayers(section.Child("generator"));
  section.RejectUnknown();
  return config;
}

// Blocks of noise begin where segments do, and its levels stand in bins of their own.
void CheckNoise(const LappedConfig& config) {
  if (config.fill == 0 && config.generator.layers > 0) {
    throw ConfigError("generator: there is no noise to shape");
  }
  if (config.fill == 0 && config.attacks) {
    throw ConfigError("decoder.attacks: there are no levels of noise that could tell of them");
  }
  if (config.fill == 0) return;
  if (std::ssize(config.fill_usual) != NoiseFill::kBands) {
    throw ConfigError("decoder.fill_usual: expected a level for each of " +
                      std::to_string(NoiseFill::kBands) + " bands");
  }
  if (config.bins <= NoiseFill::kBins) {
    throw ConfigError("decoder.fill: the bins have no room for levels of noise");
  }
  if (GeometryOf(config).steps % NoiseFill::kSteps != 0) {
    throw ConfigError("decoder.fill: with this hop a segment is no whole number of blocks");
  }
  if (config.attacks && config.hop % (4 * PreEcho::kPositions) != 0) {
    throw ConfigError("decoder.attacks: the hop is no multiple of where they can begin");
  }
}

}  // namespace

Geometry GeometryOf(const LappedConfig& config) {
  return MakeGeometry(config.sample_rate, config.hop, config.bins * GradedMatrix::kUnitsABin);
}

Result<LappedConfig> ParseLappedConfig(std::string_view json) {
  const auto parsed = nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false);
  try {
    LappedConfig config = ReadLapped(parsed);
    if (auto valid = Validate(GeometryOf(config)); !valid) {
      throw ConfigError(valid.error().message);
    }
    CheckNoise(config);
    return config;
  } catch (const ConfigError& error) {
    return Fail(ErrorCode::kModel, std::string("model configuration: ") + error.what());
  }
}

}  // namespace spk
