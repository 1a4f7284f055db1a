#include "training/validation.h"

#include <algorithm>

#include "evaluation/metrics.h"
#include "model/noise.h"
#include "model/refine.h"
#include "spk/packing.h"
#include "training/window_sampler.h"

namespace spk {
namespace {

constexpr int64_t kBatch = 8;
constexpr double kHighHertz = 2000;

torch::Tensor FixedNoise(const torch::Tensor& windows) {
  torch::Tensor noise = torch::empty_like(windows);
  FillGaussian(/*seed=*/1, /*position=*/0,
               {noise.data_ptr<float>(), static_cast<size_t>(noise.numel())});
  return noise;
}

double MelDistance(const torch::Tensor& estimate, const ValidationSet& set, int64_t rate,
                   double from_hertz) {
  return LogMelDistance(estimate, set.windows, rate, from_hertz).mean().item<double>();
}

// Bits a second of the smallest packing of each window's matrix.
double PackedRate(const torch::Tensor& events, double steps_per_second) {
  const auto units = static_cast<int>(events.size(1));
  const auto steps = static_cast<int>(events.size(2));
  uint64_t bits = 0;
  for (int64_t i = 0; i < events.size(0); ++i) {
    const auto count = static_cast<uint64_t>(events[i].sum().item<double>());
    bits += CodedBits(SmallestPacking(units, steps, count), units, steps, count);
  }
  return static_cast<double>(bits) / static_cast<double>(events.size(0) * steps) * steps_per_second;
}

// [windows], dB. Minus infinity where the decode is silent.
torch::Tensor Levels(const torch::Tensor& decoded, const ValidationSet& set) {
  return 10 * (decoded.square().mean(1) / set.windows.square().mean(1)).log10();
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

ValidationReport Validate(CodecModel model, const ValidationSet& set, int64_t sampling_steps,
                          int64_t refinement) {
  const torch::NoGradGuard no_grad;
  const bool was_training = model->is_training();
  model->eval();
  const torch::Tensor noise = FixedNoise(set.windows);
  std::vector<torch::Tensor> events;
  std::vector<torch::Tensor> coarse;
  std::vector<torch::Tensor> sampled;
  for (int64_t i = 0; i < set.windows.size(0); i += kBatch) {
    const int64_t count = std::min(kBatch, set.windows.size(0) - i);
    const torch::Tensor windows = set.windows.narrow(0, i, count).to(model->device());
    const torch::Tensor coded =
        refinement > 0 ? RefineEvents(model, windows, model->Logits(windows), refinement)
                       : model->Encode(windows);
    events.push_back(coded.cpu());
    coarse.push_back(model->Coarse(coded).cpu());
    if (sampling_steps > 0) {
      const torch::Tensor start = noise.narrow(0, i, count).to(model->device());
      sampled.push_back(model->Decode(coded, sampling_steps, start).cpu());
    }
  }
  model->train(was_training);

  const int64_t rate = model->config().sample_rate;
  const double steps_per_second =
      static_cast<double>(rate) / static_cast<double>(model->config().hop);
  const torch::Tensor all_events = torch::cat(events);
  const torch::Tensor si_snr = SiSnr(torch::cat(coarse), set.windows);
  ValidationReport report;
  report.name = set.name;
  report.si_snr = si_snr.mean().item<double>();
  report.worst_si_snr = si_snr.min().item<double>();
  report.mel = MelDistance(torch::cat(coarse), set, rate, 0);
  report.mel_high = MelDistance(torch::cat(coarse), set, rate, kHighHertz);
  report.density = all_events.mean().item<double>();
  report.entropy_kbps = EntropyRate(all_events, steps_per_second) / 1000;
  report.packed_kbps = PackedRate(all_events, steps_per_second) / 1000;
  report.refinement = refinement;
  torch::Tensor levels = Levels(torch::cat(coarse), set);
  if (sampling_steps > 0) {
    report.sampled = {.steps = sampling_steps,
                      .si_snr = SiSnr(torch::cat(sampled), set.windows).mean().item<double>(),
                      .mel = MelDistance(torch::cat(sampled), set, rate, 0),
                      .mel_high = MelDistance(torch::cat(sampled), set, rate, kHighHertz)};
    levels = torch::cat({levels, Levels(torch::cat(sampled), set)});
  }
  report.quietest = levels.min().item<double>();
  report.loudest = levels.max().item<double>();
  return report;
}

}  // namespace spk
