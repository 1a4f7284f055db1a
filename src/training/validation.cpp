#include "training/validation.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <string_view>

#include "metrics/statistics.h"
#include "model/noise.h"
#include "training/window_sampler.h"

namespace spk {
namespace {

constexpr int64_t kBatch = 8;

// The columns of validation.csv in the order in which they came. A run that goes on may have been
// begun without the later ones: what is new stands at the end.
constexpr std::array<std::string_view, 16> kFirstColumns = {"si_snr_db",
                                                            "worst_si_snr_db",
                                                            "mel_db",
                                                            "mel_over_2khz_db",
                                                            "density",
                                                            "entropy_kbps",
                                                            "packed_kbps",
                                                            "sampling_steps",
                                                            "sampled_si_snr_db",
                                                            "sampled_mel_db",
                                                            "sampled_mel_over_2khz_db",
                                                            "quietest_db",
                                                            "loudest_db",
                                                            "refinement",
                                                            "mel_under_2khz_db",
                                                            "estimated_kbps"};

torch::Tensor FixedNoise(const torch::Tensor& windows) {
  torch::Tensor noise = torch::empty_like(windows);
  FillGaussian(/*seed=*/1, /*position=*/0,
               {noise.data_ptr<float>(), static_cast<size_t>(noise.numel())});
  return noise;
}

struct Measured {
  MetricValues means{};
  MetricValues worst{};
};

Measured MeasureWindows(const torch::Tensor& decoded, const ValidationSet& set, int rate,
                        Shown where) {
  const torch::Tensor estimates = decoded.to(torch::kFloat).contiguous();
  const auto row = [](const torch::Tensor& windows, int64_t i) -> std::span<const float> {
    return {windows[i].data_ptr<float>(), static_cast<size_t>(windows.size(1))};
  };
  std::array<std::vector<double>, kMetrics.size()> values;
  for (int64_t i = 0; i < estimates.size(0); ++i) {
    const MetricValues window = Measure(
        {.reference = row(set.windows, i), .estimate = row(estimates, i), .sample_rate = rate},
        where);
    for (size_t metric = 0; metric < values.size(); ++metric) {
      values[metric].push_back(window[metric]);
    }
  }
  Measured measured;
  for (size_t metric = 0; metric < values.size(); ++metric) {
    const auto [lowest, highest] =
        std::minmax_element(values[metric].begin(), values[metric].end());
    measured.means[metric] = Mean(values[metric]);
    measured.worst[metric] = kMetrics[metric].higher_is_better ? *lowest : *highest;
  }
  return measured;
}

// [windows], dB. Minus infinity where the decode is silent.
torch::Tensor Levels(const torch::Tensor& decoded, const ValidationSet& set) {
  return 10 * (decoded.square().mean(1) / set.windows.square().mean(1)).log10();
}

Reconstruction ReconstructWindows(Reconstructor* model, const ValidationSet& set,
                                  const ValidationOptions& options) {
  const torch::Tensor noise = FixedNoise(set.windows);
  std::vector<Reconstruction> parts;
  for (int64_t i = 0; i < set.windows.size(0); i += kBatch) {
    const int64_t count = std::min(kBatch, set.windows.size(0) - i);
    Batch windows = {.audio = set.windows.narrow(0, i, count)};
    if (options.mu) windows.mu = torch::full({count}, *options.mu, torch::kLong);
    parts.push_back(model->Reconstruct(windows, options.decode, noise.narrow(0, i, count)));
  }
  const auto join = [&parts](torch::Tensor Reconstruction::*field) {
    std::vector<torch::Tensor> tensors;
    for (const Reconstruction& part : parts) tensors.push_back(part.*field);
    return tensors[0].defined() ? torch::cat(tensors) : torch::Tensor();
  };
  return {.coarse = join(&Reconstruction::coarse),
          .sampled = join(&Reconstruction::sampled),
          .events = join(&Reconstruction::events),
          .bits = join(&Reconstruction::bits)};
}

}  // namespace

ValidationSet MakeValidationSet(const std::string& name, const Corpus& corpus,
                                const ValidationConfig& config, int64_t hop) {
  const int64_t length = config.window_steps * hop;
  std::vector<torch::Tensor> windows;
  for (int64_t i = 0; i < config.windows; ++i) {
    const int64_t position = corpus.total_samples() * (2 * i + 1) / (2 * config.windows);
    const auto [recording, begin] = Locate(corpus, position, length);
    torch::Tensor window = torch::empty({length});
    ReadWindow(*recording, begin, {window.data_ptr<float>(), static_cast<size_t>(length)});
    if (window.square().mean().item<double>() > 1e-3) windows.push_back(window);
  }
  TORCH_CHECK(!windows.empty(), name, ": all windows are silent");
  return {name, torch::stack(windows)};
}

std::vector<ValidationOptions> PlanValidation(const ValidationConfig& config,
                                              const StageFacts& stage,
                                              const TrainableFacts& model) {
  const ValidationOptions options = {
      .decode = {.sampling_steps = stage.samples ? config.sampling_steps : 0,
                 .refinement = config.refinement}};
  if (model.prompts == 0) return {options};
  std::vector<ValidationOptions> plan;
  for (const int64_t mu : config.prompts) {
    plan.push_back(options);
    plan.back().mu = mu;
  }
  return plan;
}

ValidationReport Validate(Reconstructor* model, const TrainableFacts& facts,
                          const ValidationSet& set, const ValidationOptions& options) {
  const torch::NoGradGuard no_grad;
  const Reconstruction decodes = ReconstructWindows(model, set, options);

  const auto rate = static_cast<int>(facts.sample_rate);
  const Measured coarse = MeasureWindows(decodes.coarse, set, rate, kValidation);
  ValidationReport report;
  report.name = options.mu ? set.name + " mu " + std::to_string(*options.mu) : set.name;
  report.means = coarse.means;
  report.worst = coarse.worst;
  report.refinement = options.decode.refinement;
  if (decodes.events.defined()) {
    report.events = MeasureEvents(decodes.events, facts.steps_per_second());
  }
  if (decodes.bits.defined()) {
    const double seconds = static_cast<double>(set.windows.size(1)) / rate;
    report.estimated_kbps = decodes.bits.mean().item<double>() / seconds / 1000;
  }
  torch::Tensor levels = Levels(decodes.coarse, set);
  if (decodes.sampled.defined()) {
    report.sampled = {.steps = options.decode.sampling_steps,
                      .means = MeasureWindows(decodes.sampled, set, rate, kSampling).means};
    levels = torch::cat({levels, Levels(decodes.sampled, set)});
  }
  report.quietest = levels.min().item<double>();
  report.loudest = levels.max().item<double>();
  return report;
}

std::string ColumnName(const Metric& metric) {
  std::string name = metric.name;
  if (*metric.unit == '\0') return name;
  name += '_';
  for (const char* letter = metric.unit; *letter != '\0'; ++letter) {
    name += static_cast<char>(std::tolower(static_cast<unsigned char>(*letter)));
  }
  return name;
}

std::vector<std::pair<std::string, double>> Figures(const ValidationReport& r) {
  const double none = std::nan("");
  const EventRate events =
      r.events.value_or(EventRate{.density = none, .entropy_kbps = none, .packed_kbps = none});
  std::vector<std::pair<std::string, double>> figures = {
      {"density", events.density},
      {"entropy_kbps", events.entropy_kbps},
      {"packed_kbps", events.packed_kbps},
      {"sampling_steps", static_cast<double>(r.sampled.steps)},
      {"quietest_db", r.quietest},
      {"loudest_db", r.loudest},
      {"refinement", static_cast<double>(r.refinement)},
      {"estimated_kbps", r.estimated_kbps.value_or(none)}};
  for (size_t i = 0; i < kMetrics.size(); ++i) {
    const Metric& metric = kMetrics[i];
    const std::string name = ColumnName(metric);
    if (metric.ShownIn(kValidation)) {
      figures.emplace_back(name, r.means[i]);
      if (metric.spread) figures.emplace_back("worst_" + name, r.worst[i]);
    }
    if (metric.ShownIn(kSampling)) {
      figures.emplace_back("sampled_" + name, r.sampled.steps > 0 ? r.sampled.means[i] : none);
    }
  }
  const auto place = [](const auto& figure) {
    return std::find(kFirstColumns.begin(), kFirstColumns.end(), figure.first);
  };
  std::stable_sort(figures.begin(), figures.end(),
                   [&](const auto& a, const auto& b) { return place(a) < place(b); });
  return figures;
}

}  // namespace spk
