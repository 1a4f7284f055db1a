#include "model/lapped/noise_fill.h"

#include <algorithm>
#include <cmath>

namespace spk {
namespace {

// Where the level of a band is told, counted from the begin of its block.
int64_t BinOf(int64_t band) { return band / NoiseFill::kSteps; }
int64_t StepOf(int64_t band) { return band % NoiseFill::kSteps; }

// How many steps of its block are before a step, which may be before the recording.
int64_t IntoBlock(int64_t step) {
  const int64_t rest = step % NoiseFill::kSteps;
  return rest < 0 ? rest + NoiseFill::kSteps : rest;
}

}  // namespace

NoiseFill::NoiseFill(int64_t bins, int64_t loudest) : loudest_(loudest) {
  for (int64_t band = 0; band <= kBands; ++band) {
    const double share = static_cast<double>(band) / kBands;
    const auto edge = static_cast<int64_t>(
        std::lround(kBins * std::pow(static_cast<double>(bins) / kBins, share)));
    edges_.push_back(edges_.empty() ? kBins : std::min(bins, std::max(edge, edges_.back() + 1)));
  }
}

void NoiseFill::Measure(const torch::Tensor& left_out, torch::Tensor levels, int64_t first) const {
  levels.narrow(0, 0, kBins).zero_();
  const int64_t steps = levels.size(1);
  const torch::Tensor empty = (levels == 0).to(torch::kFloat);
  const torch::Tensor energy = torch::square(left_out) * empty;
  const auto loudest = static_cast<double>(loudest_);
  const double faintest = std::pow(10, -loudest * kDecibels / 10);
  for (int64_t band = 0; band < kBands; ++band) {
    if (edges_[band] == edges_[band + 1]) continue;
    // By step.
    const auto sums = [&](const torch::Tensor& cells) {
      return cells.narrow(0, edges_[band], edges_[band + 1] - edges_[band]).sum(0);
    };
    const torch::Tensor cells = sums(empty);
    const torch::Tensor mean = sums(energy) / cells.clamp_min(1);
    const torch::Tensor decibels = 10 * torch::log10(mean.clamp_min(faintest)) * cells;
    for (int64_t begin = -IntoBlock(first); begin < steps; begin += kSteps) {
      const int64_t told = begin + StepOf(band);
      if (told < 0 || told >= steps) continue;
      const int64_t from = std::max<int64_t>(begin, 0);
      const int64_t count = std::min(begin + kSteps, steps) - from;
      // The mean of decibels: an attack is soon over, and what fades after it is heard for longer.
      const double typical = decibels.narrow(0, from, count).sum().item<double>() /
                             std::max(1.0, cells.narrow(0, from, count).sum().item<double>());
      const double level = std::clamp(std::round(loudest + typical / kDecibels), 0.0, loudest);
      levels.index_put_({BinOf(band), told}, level);
    }
  }
}

torch::Tensor NoiseFill::Amplitudes(const torch::Tensor& levels, int64_t first) const {
  const int64_t steps = levels.size(1);
  torch::Tensor amplitudes = torch::zeros_like(levels);
  const auto loudest = static_cast<double>(loudest_);
  for (int64_t begin = -IntoBlock(first); begin < steps; begin += kSteps) {
    const int64_t from = std::max<int64_t>(begin, 0);
    const int64_t count = std::min(begin + kSteps, steps) - from;
    for (int64_t band = 0; band < kBands; ++band) {
      const int64_t told = begin + StepOf(band);
      if (told < 0 || told >= steps) continue;
      const double level =
          std::min(std::fmod(levels.index({BinOf(band), told}).item<double>(), kLevels), loudest);
      if (level <= 0) continue;
      amplitudes.narrow(0, edges_[band], edges_[band + 1] - edges_[band])
          .narrow(1, from, count)
          .fill_(std::pow(10.0, (level - loudest) * kDecibels / 20));
    }
  }
  return amplitudes * (levels == 0);
}

}  // namespace spk
