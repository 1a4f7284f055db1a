#include "training/card.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace spk {

NLOHMANN_JSON_SERIALIZE_ENUM(Objective, {{Objective::kCoarse, "coarse"},
                                         {Objective::kResidual, "residual"},
                                         {Objective::kJoint, "joint"}})

namespace {

// Four digits: what validation windows are worth.
double Rounded(double value) { return std::round(value * 1000) / 1000; }

}  // namespace

std::string CardJson(const TrainConfig& config, int64_t step,
                     const std::vector<ValidationReport>& reports) {
  nlohmann::ordered_json card = {{"objective", config.objective},
                                 {"steps", step},
                                 {"licence", config.licence},
                                 {"sampling_steps", 0},
                                 {"refinement", config.encoder.refinement},
                                 {"lambda", config.encoder.lambda}};
  if (IsOfPrompt(config.rate.measure)) {
    card["mu"] = config.encoder.mu;
    card["lowest_prompt"] = config.prompts.lowest;
  }
  double kbps = 0;
  double gain = 0;  // of sampling over the coarse decode, dB of log-mel distance
  for (const ValidationReport& report : reports) {
    auto& set = card["validation"][report.name];
    for (size_t i = 0; i < kMetrics.size(); ++i) {
      const Metric& metric = kMetrics[i];
      if (!metric.ShownIn(kValidation)) continue;
      set[metric.card] = Rounded(report.means[i]);
      if (metric.spread) set[std::string("worst_") + metric.card] = Rounded(report.worst[i]);
    }
    set["refinement"] = report.refinement;
    if (report.sampled.steps > 0) {
      for (size_t i = 0; i < kMetrics.size(); ++i) {
        if (!kMetrics[i].ShownIn(kSampling)) continue;
        set["sampled"][kMetrics[i].card] = Rounded(report.sampled.means[i]);
      }
      gain += report.means[kLogMel] - report.sampled.means[kLogMel];
      // The decode by default is the one that wins.
      card["sampling_steps"] = gain > 0 ? report.sampled.steps : 0;
    }
    if (report.events) {
      set["density"] = Rounded(report.events->density);
      set["kbps"] = Rounded(report.events->packed_kbps);
      kbps += report.events->packed_kbps / static_cast<double>(reports.size());
    }
  }
  card["kbps"] = Rounded(kbps);
  return card.dump();
}

}  // namespace spk
