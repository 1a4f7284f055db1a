#include "evaluation/note_probe.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "metrics/log_mel.h"

namespace spk {
namespace {

constexpr int64_t kTolerance = 2;  // steps
constexpr int64_t kExcerpt = 256;  // steps of a recording that are looked at as one
constexpr int64_t kBatch = 16;     // excerpts
// Probabilities that a threshold is chosen of: onsets are rare, and so the best are low.
constexpr int kThresholds = 25;
double ThresholdAt(int i) { return std::pow(10.0, -2 + 1.95 * i / (kThresholds - 1)); }

torch::Tensor Joined(std::span<const ProbeTrack> tracks, torch::Tensor ProbeTrack::*part) {
  std::vector<torch::Tensor> parts;
  for (const ProbeTrack& track : tracks) parts.push_back(track.*part);
  return torch::cat(parts, 1);
}

// Whole excerpts of a recording with `context` steps more on each side, silence around it: the
// features [B, F, kExcerpt + 2 context] and the onsets [B, kProbedPitches, kExcerpt].
ProbeTrack Excerpts(const ProbeTrack& track, int64_t context) {
  const int64_t steps = track.features.size(1);
  const int64_t whole = (steps + kExcerpt - 1) / kExcerpt * kExcerpt;
  const auto cut = [&](const torch::Tensor& rows, int64_t around) {
    return torch::constant_pad_nd(rows, {around, whole - steps + around})
        .unfold(1, kExcerpt + 2 * around, kExcerpt)
        .transpose(0, 1);
  };
  return {.features = cut(track.features, context), .onsets = cut(track.onsets, 0)};
}

std::vector<int64_t> StepsOf(const torch::Tensor& row) {
  const torch::Tensor steps = torch::nonzero(row).squeeze(1).contiguous();
  return {steps.data_ptr<int64_t>(), steps.data_ptr<int64_t>() + steps.numel()};
}

// Of one pitch, both in order: each note takes the first that is found near it and not taken.
int64_t CountMatches(const std::vector<int64_t>& notes, const std::vector<int64_t>& found) {
  int64_t matches = 0;
  size_t next = 0;
  for (const int64_t note : notes) {
    while (next < found.size() && found[next] < note - kTolerance) ++next;
    if (next == found.size() || found[next] > note + kTolerance) continue;
    ++matches;
    ++next;
  }
  return matches;
}

// peaks: [kProbedPitches, T], the probability where there is a peak, else 0.
void AddScore(const torch::Tensor& peaks, const torch::Tensor& onsets, double threshold,
              OnsetScore* score) {
  for (int64_t pitch = 0; pitch < kProbedPitches; ++pitch) {
    const auto notes = StepsOf(onsets[pitch]);
    const auto found = StepsOf(peaks[pitch] > threshold);
    score->notes += std::ssize(notes);
    score->found += std::ssize(found);
    score->right += CountMatches(notes, found);
  }
}

}  // namespace

torch::Tensor LogMelFeatures(const torch::Tensor& audio, int64_t sample_rate, int64_t steps) {
  return LogMelSpectra(audio.unsqueeze(0), sample_rate)[0].narrow(1, 0, steps);
}

NoteProbe::NoteProbe(std::span<const ProbeTrack> tracks, const ProbeOptions& options)
    : linear_(torch::nn::Conv1dOptions(tracks.front().features.size(0), kProbedPitches,
                                       2 * options.context + 1)) {
  const torch::Tensor features = Joined(tracks, &ProbeTrack::features);
  mean_ = features.mean(1, true);
  scale_ = 1 / features.std(1, /*unbiased=*/false, true).clamp_min(1e-3);
  Learn(tracks, options);

  const torch::NoGradGuard no_grad;
  std::vector<OnsetScore> scores(kThresholds);
  for (const ProbeTrack& track : tracks) {
    const torch::Tensor peaks = Peaks(track.features);
    for (int i = 0; i < kThresholds; ++i) {
      AddScore(peaks, track.onsets, ThresholdAt(i), &scores[static_cast<size_t>(i)]);
    }
  }
  const auto best = std::ranges::max_element(scores, {}, [](const auto& s) { return s.f1(); });
  threshold_ = ThresholdAt(static_cast<int>(best - scores.begin()));
}

// Starts from what is known without hearing anything, how often each note begins; the rate of
// learning falls to nothing.
void NoteProbe::Learn(std::span<const ProbeTrack> tracks, const ProbeOptions& options) {
  std::vector<torch::Tensor> features;
  std::vector<torch::Tensor> onsets;
  for (const ProbeTrack& track : tracks) {
    const ProbeTrack cut =
        Excerpts({(track.features - mean_) * scale_, track.onsets}, options.context);
    features.push_back(cut.features);
    onsets.push_back(cut.onsets);
  }
  const torch::Tensor x = torch::cat(features);
  const torch::Tensor y = torch::cat(onsets);
  {
    const torch::NoGradGuard no_grad;
    const torch::Tensor often = y.mean(torch::IntArrayRef{0, 2}).clamp_min(1e-6);
    linear_->weight.zero_();
    linear_->bias.copy_(torch::log(often / (1 - often)));
  }
  torch::optim::AdamW optimizer(
      linear_->parameters(),
      torch::optim::AdamWOptions(options.learning_rate).weight_decay(options.weight_decay));
  const torch::Generator generator = at::detail::createCPUGenerator(options.seed);
  for (int64_t update = 0; update < options.updates; ++update) {
    const double left = 1 - static_cast<double>(update) / static_cast<double>(options.updates);
    static_cast<torch::optim::AdamWOptions&>(optimizer.param_groups()[0].options())
        .lr(options.learning_rate * left);
    const torch::Tensor drawn = torch::randint(x.size(0), {kBatch}, generator, torch::kLong);
    optimizer.zero_grad();
    torch::binary_cross_entropy_with_logits(linear_(x.index_select(0, drawn)),
                                            y.index_select(0, drawn))
        .backward();
    optimizer.step();
  }
}

torch::Tensor NoteProbe::Peaks(const torch::Tensor& features) const {
  torch::nn::Conv1d linear = linear_;
  const int64_t context = linear->weight.size(2) / 2;
  const torch::Tensor x = torch::constant_pad_nd((features - mean_) * scale_, {context, context});
  const torch::Tensor p = torch::sigmoid(linear(x.unsqueeze(0)));
  const torch::Tensor highest = torch::max_pool1d(p, 2 * kTolerance + 1, 1, kTolerance);
  return (p * (p == highest))[0];
}

OnsetScore NoteProbe::Score(std::span<const ProbeTrack> tracks) const {
  const torch::NoGradGuard no_grad;
  OnsetScore score;
  for (const ProbeTrack& track : tracks) {
    AddScore(Peaks(track.features), track.onsets, threshold_, &score);
  }
  return score;
}

}  // namespace spk
