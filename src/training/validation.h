#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "metrics/metric.h"
#include "model/trainable.h"
#include "training/corpus.h"
#include "training/event_rate.h"
#include "training/train_config.h"

namespace spk {

// Fixed windows of one validation folder.
struct ValidationSet {
  std::string name;
  torch::Tensor windows;  // [windows, samples], divided by the loudness envelope
};

// Of the decode by `steps` evaluations of the diffusion network; 0 = not measured.
struct SampledReport {
  int64_t steps = 0;
  MetricValues means{};
};

// Over a set's windows.
struct ValidationReport {
  std::string name;  // of the set, with the prompt behind it: "real mu 20"
  int64_t step = 0;
  MetricValues means{};    // of the coarse decode
  MetricValues worst{};    // its worst windows
  double quietest = 0;     // dB, level of a window's decode over the window's, the lowest
  double loudest = 0;      // and the highest, of all decodes; NaN if any is not finite
  int64_t refinement = 0;  // iterations that the events had
  std::optional<EventRate> events = {};       // of a model that fires
  std::optional<double> estimated_kbps = {};  // of a model that estimates what its latents cost
  SampledReport sampled;
};

// A metric's column in validation.csv, the unit behind its name: "mel_db".
std::string ColumnName(const Metric& metric);

// The figures by their names in validation.csv and in a recipe's score; NaN is what a model has not
// got.
std::vector<std::pair<std::string, double>> Figures(const ValidationReport& report);

struct ValidationOptions {
  ReconstructionOptions decode;    // the noise is always one
  std::optional<int64_t> mu = {};  // of a model that has prompts
};

// What a recipe asks for of a set, one after another: of a model with prompts each of them.
std::vector<ValidationOptions> PlanValidation(const ValidationConfig& config,
                                              const StageFacts& stage, const TrainableFacts& model);

// Windows at equal distances through the whole corpus, always the same; silent ones are left out.
ValidationSet MakeValidationSet(const std::string& name, const Corpus& corpus,
                                const ValidationConfig& config, int64_t hop);

ValidationReport Validate(Reconstructor* model, const TrainableFacts& facts,
                          const ValidationSet& set, const ValidationOptions& options);

}  // namespace spk
