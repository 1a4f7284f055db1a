#include "training/train_config.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numbers>

#include "training/validation.h"

namespace spk {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Augmentation, gain_db, speed, equaliser_probability,
                                                equaliser_db, noise_probability, noise_low_db,
                                                noise_high_db, band_limit_probability,
                                                codec_probability, codec_low_kbps, codec_high_kbps)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Phase, until, batch, window_steps)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(RateTerm, measure, weight, budget, rise_from,
                                                rise_until)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(PromptRange, lowest, highest)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ValidationConfig, every_steps, windows,
                                                window_steps, sampling_steps, refinement, prompts,
                                                score)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(EncoderDefaults, refinement, lambda, mu)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(TrainConfig, model, objective, log_error,
                                                stft_weight, mel_weight, envelope_weight,
                                                envelope_exponent, rate, prompts, refinement, seed,
                                                steps, phases, learning_rate, warmup_steps,
                                                final_rate, weight_decay, gradient_clip, ema_decay,
                                                bfloat16, augmentation, validation, encoder,
                                                checkpoint_minutes, licence)

namespace {

// The first key of `given` that `known` lacks, "" if there is none.
std::string UnknownKey(const nlohmann::json& given, const nlohmann::json& known) {
  for (const auto& [key, value] : given.items()) {
    if (!known.is_object() || !known.contains(key)) return key;
    std::string inner = value.is_object() ? UnknownKey(value, known[key]) : "";
    if (!inner.empty()) return key + "." + inner;
  }
  return "";
}

// The key among those that name a choice whose value is none of them, "" if there is none: the
// library takes a name it does not know for the first one.
std::string UnknownChoice(const nlohmann::json& given, const TrainConfig& config) {
  const nlohmann::json read = config;
  for (const auto* key : {"/objective", "/rate/measure"}) {
    const nlohmann::json::json_pointer at(key);
    if (given.contains(at) && given[at] != read[at]) return at.to_string().substr(1);
  }
  return "";
}

std::string OutOfRange(const TrainConfig& config) {
  if (config.model.empty()) return "model";
  if (config.steps < 1) return "steps";
  if (config.phases.empty() || config.phases.back().until < 1) return "phases";
  for (const Phase& phase : config.phases) {
    if (phase.batch < 1 || phase.window_steps < 1) return "phases";
  }
  if (!(config.learning_rate > 0)) return "learning_rate";
  if (config.warmup_steps < 0) return "warmup_steps";
  if (!(config.ema_decay >= 0 && config.ema_decay < 1)) return "ema_decay";
  if (!(std::abs(config.augmentation.speed) < 0.2)) return "augmentation.speed";
  if (config.stft_weight < 0) return "stft_weight";
  if (config.mel_weight < 0) return "mel_weight";
  if (config.envelope_weight < 0) return "envelope_weight";
  const RateTerm& rate = config.rate;
  if (!(rate.weight >= 0)) return "rate.weight";
  if (!(rate.budget > 0)) return "rate.budget";
  if (!(rate.rise_from >= 0 && rate.rise_from <= rate.rise_until)) return "rate.rise_from";
  if (!(rate.rise_until < 1)) return "rate.rise_until";
  const PromptRange& prompts = config.prompts;
  if (!(prompts.lowest >= 0 && prompts.lowest <= prompts.highest)) return "prompts";
  const auto figures = Figures(ValidationReport{});
  for (const auto& [name, weight] : config.validation.score) {
    const auto known = [&](const auto& figure) { return figure.first == name; };
    if (!std::isfinite(weight) || std::none_of(figures.begin(), figures.end(), known)) {
      return "validation.score." + name;
    }
    if (name.starts_with("sampled") && config.objective == Objective::kCoarse) {
      return "validation.score." + name;
    }
  }
  const EncoderDefaults& encoder = config.encoder;
  if (encoder.refinement < 0 || encoder.refinement > 1000) return "encoder.refinement";
  if (!(encoder.lambda >= 0 && encoder.lambda <= 1)) return "encoder.lambda";
  if (encoder.mu < 0) return "encoder.mu";
  if (config.validation.every_steps < 1) return "validation.every_steps";
  if (config.validation.windows < 1) return "validation.windows";
  if (config.validation.window_steps < 1) return "validation.window_steps";
  return "";
}

}  // namespace

Result<TrainConfig> ReadTrainConfig(const std::string& path) {
  std::ifstream file(path);
  if (!file) return Fail(ErrorCode::kInput, path + ": cannot open");
  TrainConfig config;
  try {
    const auto json = nlohmann::json::parse(file);
    config = json.get<TrainConfig>();
    if (const std::string choice = UnknownChoice(json, config); !choice.empty()) {
      return Fail(ErrorCode::kInput, path + ": " + choice + ": no such choice");
    }
    const std::string unknown = UnknownKey(json, nlohmann::json(config));
    if (!unknown.empty()) return Fail(ErrorCode::kInput, path + ": unknown key " + unknown);
  } catch (const nlohmann::json::exception& error) {
    return Fail(ErrorCode::kInput, path + ": " + error.what());
  }
  const std::string wrong = OutOfRange(config);
  if (!wrong.empty()) return Fail(ErrorCode::kInput, path + ": " + wrong + ": out of range");
  config.model = (std::filesystem::path(path).parent_path() / config.model).string();
  return config;
}

std::string Missing(const TrainConfig& config, const CodecConfig& network) {
  const bool stages = std::holds_alternative<MdctConfig>(network.decoder);
  if (config.objective == Objective::kResidual && !stages) {
    return "objective: the network has no stage 2";
  }
  // Encoder and coarse decoder would silently stay as they are: stage 2 sends them no gradient.
  if (config.objective == Objective::kJoint && stages) {
    return "objective: a network of two stages is trained in coarse and residual, not jointly";
  }
  if (config.objective == Objective::kJoint &&
      std::holds_alternative<SeanetConfig>(network.decoder)) {
    return "objective: a regression has no diffusion to train jointly";
  }
  const int64_t prompts = network.prompts;
  const bool rated = config.rate.measure != RateMeasure::kNone;
  if (rated && !Fires(network)) return "rate: the network has no events";
  if (rated && (config.objective == Objective::kResidual || config.refinement > 0)) {
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
