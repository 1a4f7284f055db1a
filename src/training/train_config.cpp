#include "training/train_config.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numbers>

#include "model/json_section.h"
#include "training/validation.h"

namespace spk {
namespace {

constexpr int64_t kMany = 1'000'000'000;  // steps, windows, bits: no run has more
constexpr double kLoud = 200;             // dB, likewise

void Read(JsonSection section, Augmentation* config) {
  section.Number("gain_db", &config->gain_db, -kLoud, kLoud);
  section.Number("speed", &config->speed, -0.199, 0.199);
  section.Number("equaliser_probability", &config->equaliser_probability, 0, 1);
  section.Number("equaliser_db", &config->equaliser_db, -kLoud, kLoud);
  section.Number("noise_probability", &config->noise_probability, 0, 1);
  section.Number("noise_low_db", &config->noise_low_db, -kLoud, kLoud);
  section.Number("noise_high_db", &config->noise_high_db, -kLoud, kLoud);
  section.Number("band_limit_probability", &config->band_limit_probability, 0, 1);
  section.Number("codec_probability", &config->codec_probability, 0, 1);
  section.Number("codec_low_kbps", &config->codec_low_kbps, 8, 320);
  section.Number("codec_high_kbps", &config->codec_high_kbps, 8, 320);
  section.RejectUnknown();
}

void Read(JsonSection section, Phase* config) {
  section.Number("until", &config->until, 0, static_cast<double>(kMany));
  section.Integer("batch", &config->batch, 1, kMany);
  section.Integer("window_steps", &config->window_steps, 1, kMany);
  section.RejectUnknown();
}

void Read(JsonSection section, RateTerm* config) {
  section.Choice<RateMeasure>("measure", &config->measure,
                              {{"none", RateMeasure::kNone},
                               {"packing", RateMeasure::kPacking},
                               {"entropy", RateMeasure::kEntropy},
                               {"prompt", RateMeasure::kPrompt},
                               {"prompt_ratio", RateMeasure::kPromptRatio},
                               {"estimate", RateMeasure::kEstimate},
                               {"predicted", RateMeasure::kPredicted}});
  section.Number("weight", &config->weight, 0, static_cast<double>(kMany));
  section.Number("budget", &config->budget, 0, static_cast<double>(kMany));
  section.Number("rise_from", &config->rise_from, 0, 1);
  section.Number("rise_until", &config->rise_until, 0, 1);
  if (config->budget == 0) section.Throw("budget", "must be over 0");
  if (config->rise_from > config->rise_until) section.Throw("rise_from", "is after rise_until");
  if (config->rise_until == 1) section.Throw("rise_until", "must be under 1");
  section.RejectUnknown();
}

void Read(JsonSection section, PromptRange* config) {
  section.Integer("lowest", &config->lowest, 0, UINT8_MAX);
  section.Integer("highest", &config->highest, 0, UINT8_MAX);
  if (config->lowest > config->highest) section.Throw("lowest", "is over highest");
  section.RejectUnknown();
}

void Read(JsonSection section, ValidationConfig* config) {
  section.Integer("every_steps", &config->every_steps, 1, kMany);
  section.Integer("windows", &config->windows, 1, kMany);
  section.Integer("window_steps", &config->window_steps, 1, kMany);
  section.Integer("sampling_steps", &config->sampling_steps, 0, 1000);
  section.Integer("refinement", &config->refinement, 0, 1000);
  section.List("prompts", &config->prompts, 0, UINT8_MAX);
  section.Numbers("score", &config->score, -kMany, kMany);
  section.RejectUnknown();
}

void Read(JsonSection section, EncoderDefaults* config) {
  section.Integer("refinement", &config->refinement, 0, 1000);
  section.Number("lambda", &config->lambda, 0, 1);
  section.Integer("mu", &config->mu, 0, UINT8_MAX);
  section.RejectUnknown();
}

// Of the recipe's own keys, not of a section.
void Read(JsonSection* section, StageOptions* config) {
  DecodeWeights& decode = config->decode;
  section->Boolean("log_error", &decode.log_error);
  section->Number("stft_weight", &decode.stft_weight, 0, static_cast<double>(kMany));
  section->Number("mel_weight", &decode.mel_weight, 0, static_cast<double>(kMany));
  section->Number("octave_weight", &decode.octave_weight, 0, static_cast<double>(kMany));
  section->Number("envelope_weight", &decode.envelope_weight, 0, static_cast<double>(kMany));
  section->Number("envelope_exponent", &decode.envelope_exponent, 0, 1);
  section->Integer("refinement", &config->refinement, 0, 1000);
}

template <typename Part>
void ReadPart(JsonSection* section, const char* key, Part* part) {
  if (const auto child = section->OptionalChild(key)) Read(*child, part);
}

void ReadPhases(JsonSection* section, std::vector<Phase>* phases) {
  const std::vector<JsonSection> children = section->Children("phases");
  if (!children.empty()) phases->assign(children.size(), {});
  for (size_t i = 0; i < children.size(); ++i) Read(children[i], &(*phases)[i]);
  if (phases->back().until < 1) section->Throw("phases", "the last one ends before the run");
}

// That figures of a score are there.
void CheckScore(const JsonSection& section, const TrainConfig& config) {
  const auto figures = Figures(ValidationReport{});
  for (const auto& [name, weight] : config.validation.score) {
    const auto known = [&](const auto& figure) { return figure.first == name; };
    const std::string key = "validation.score." + name;
    if (std::ranges::none_of(figures, known)) section.Throw(key, "no such figure");
    if (name.starts_with("sampled") && config.objective == Objective::kCoarse) {
      section.Throw(key, "nothing is sampled in stage 1");
    }
  }
}

TrainConfig ReadRecipe(const nlohmann::json& json) {
  JsonSection section(json, "");
  TrainConfig config;
  auto seed = static_cast<int64_t>(config.seed);
  section.String("model", &config.model);
  section.Choice<Objective>("objective", &config.objective,
                            {{"coarse", Objective::kCoarse},
                             {"residual", Objective::kResidual},
                             {"joint", Objective::kJoint}});
  Read(&section, &config.stage);
  ReadPart(&section, "rate", &config.rate);
  ReadPart(&section, "prompts", &config.prompts);
  section.Integer("seed", &seed, 0, INT64_MAX);
  section.Integer("steps", &config.steps, 1, kMany);
  ReadPhases(&section, &config.phases);
  section.Number("learning_rate", &config.learning_rate, 0, static_cast<double>(kMany));
  section.Integer("warmup_steps", &config.warmup_steps, 0, kMany);
  section.Number("final_rate", &config.final_rate, 0, 1);
  section.Number("weight_decay", &config.weight_decay, 0, 1);
  section.Number("gradient_clip", &config.gradient_clip, 0, static_cast<double>(kMany));
  section.Number("ema_decay", &config.ema_decay, 0, 1);
  section.Boolean("bfloat16", &config.bfloat16);
  ReadPart(&section, "augmentation", &config.augmentation);
  ReadPart(&section, "validation", &config.validation);
  ReadPart(&section, "encoder", &config.encoder);
  section.Number("checkpoint_minutes", &config.checkpoint_minutes, 0, static_cast<double>(kMany));
  section.String("licence", &config.licence);
  section.RejectUnknown();
  if (config.model.empty()) section.Throw("model", "missing");
  if (config.learning_rate == 0) section.Throw("learning_rate", "must be over 0");
  if (config.ema_decay == 1) section.Throw("ema_decay", "must be under 1");
  CheckScore(section, config);
  config.seed = static_cast<uint64_t>(seed);
  return config;
}

}  // namespace

Result<TrainConfig> ReadTrainConfig(const std::string& path) {
  std::ifstream file(path);
  if (!file) return Fail(ErrorCode::kInput, path + ": cannot open");
  const auto json = nlohmann::json::parse(file, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return Fail(ErrorCode::kInput, path + ": not JSON");
  try {
    TrainConfig config = ReadRecipe(json);
    config.model = (std::filesystem::path(path).parent_path() / config.model).string();
    return config;
  } catch (const ConfigError& error) {
    return Fail(ErrorCode::kInput, path + ": " + error.what());
  }
}

std::string Missing(const TrainConfig& config, const TrainableFacts& network) {
  const int64_t prompts = network.prompts;
  const bool rated = config.rate.measure != RateMeasure::kNone;
  const int64_t refinement = std::max(config.stage.refinement, config.validation.refinement);
  if (refinement > 0 && !network.fires) return "refinement: the network has no events";
  const bool estimated = config.rate.measure == RateMeasure::kEstimate ||
                         config.rate.measure == RateMeasure::kPredicted;
  if (estimated && !network.estimates_cost) {
    return "rate.measure: the network does not estimate what its latents cost";
  }
  if (rated && !estimated && !network.fires) return "rate: the network has no events";
  if (rated && (config.objective == Objective::kResidual || config.stage.refinement > 0)) {
    return "rate: the encoder is not trained";
  }
  if (IsOfPrompt(config.rate.measure) && prompts == 0) {
    return "rate.measure: the network has no prompts";
  }
  if (prompts == 0) return "";
  if (config.prompts.highest >= prompts) return "prompts.highest: out of the network's range";
  if (config.encoder.mu >= prompts) return "encoder.mu: out of the network's range";
  for (const int64_t mu : config.validation.prompts) {
    if (mu < 0 || mu >= prompts) return "validation.prompts: out of the network's range";
  }
  return config.validation.prompts.empty() ? "validation.prompts: none" : "";
}

double LearningRate(const TrainConfig& config, int64_t step) {
  const auto warmup = static_cast<double>(config.warmup_steps);
  const auto now = static_cast<double>(step);
  if (now < warmup) return config.learning_rate * (now + 1) / warmup;
  const double length = std::max(1.0, static_cast<double>(config.steps) - warmup);
  const double progress = std::min(1.0, (now - warmup) / length);
  const double fall = 0.5 + 0.5 * std::cos(std::numbers::pi * progress);
  return config.learning_rate * (config.final_rate + (1 - config.final_rate) * fall);
}

double RateWeight(const TrainConfig& config, int64_t step) {
  const RateTerm& rate = config.rate;
  if (rate.measure == RateMeasure::kNone) return 0;
  if (RateIsSettled(config, step)) return rate.weight;
  const double share = static_cast<double>(step) / static_cast<double>(config.steps);
  if (share <= rate.rise_from) return 0;
  const double progress = (share - rate.rise_from) / (rate.rise_until - rate.rise_from);
  return rate.weight * (0.5 - 0.5 * std::cos(std::numbers::pi * progress));
}

bool RateIsSettled(const TrainConfig& config, int64_t step) {
  return config.rate.measure == RateMeasure::kNone ||
         static_cast<double>(step) >= config.rate.rise_until * static_cast<double>(config.steps);
}

const Phase& PhaseAt(const TrainConfig& config, int64_t step) {
  const double share = static_cast<double>(step) / static_cast<double>(config.steps);
  const auto phase = std::find_if(config.phases.begin(), config.phases.end(),
                                  [share](const Phase& p) { return share < p.until; });
  return phase == config.phases.end() ? config.phases.back() : *phase;
}

}  // namespace spk
