#include "model/lapped/noise_fill.h"

#include <algorithm>
#include <cmath>

namespace spk {
namespace {

// Where the level of a band is told, counted from the begin of its block.
int64_t BinOf(int64_t band) { return band / NoiseFill::kSteps; }
int64_t StepOf(int64_t band) { return band % NoiseFill::kSteps; }

}  // namespace

NoiseFill::NoiseFill(int64_t bins) {
  for (int64_t band = 0; band <= kBands; ++band) {
    const double share = static_cast<double>(band) / kBands;
    const auto edge = static_cast<int64_t>(
        std::lround(kBins * std::pow(static_cast<double>(bins) / kBins, share)));
    edges_.push_back(edges_.empty() ? kBins : std::min(bins, std::max(edge, edges_.back() + 1)));
  }
}

void NoiseFill::Measure(const torch::Tensor& left_out, torch::Tensor levels) const {
  levels.narrow(0, 0, kBins).zero_();
  const int64_t steps = levels.size(1);
  const torch::Tensor empty = (levels == 0).to(torch::kFloat);
  const torch::Tensor energy = torch::square(left_out) * empty;
  for (int64_t begin = 0; begin < steps; begin += kSteps) {
    const int64_t count = std::min(kSteps, steps - begin);
    const auto sum = [&](const torch::Tensor& cells, int64_t band) {
      return cells.narrow(0, edges_[band], edges_[band + 1] - edges_[band])
          .narrow(1, begin, count)
          .sum()
          .item<double>();
    };
    for (int64_t band = 0; band < kBands; ++band) {
      if (StepOf(band) >= count || edges_[band] == edges_[band + 1]) continue;
      const double mean = sum(energy, band) / std::max(1.0, sum(empty, band));
      const double decibels = 10 * std::log10(std::max(mean, 1e-12));
      const double level = std::clamp(std::round(kLoudest + decibels / kDecibels), 0.0, kLoudest);
      levels.index_put_({BinOf(band), begin + StepOf(band)}, level);
    }
  }
}

torch::Tensor NoiseFill::Amplitudes(const torch::Tensor& levels, int64_t first) const {
  const int64_t steps = levels.size(1);
  torch::Tensor amplitudes = torch::zeros_like(levels);
  const int64_t into_block = first % kSteps;
  for (int64_t begin = -into_block; begin < steps; begin += kSteps) {
    const int64_t from = std::max<int64_t>(begin, 0);
    const int64_t count = std::min(begin + kSteps, steps) - from;
    for (int64_t band = 0; band < kBands; ++band) {
      const int64_t told = begin + StepOf(band);
      if (told < 0 || told >= steps) continue;
      const double level = std::min(levels.index({BinOf(band), told}).item<double>(), kLoudest);
      if (level <= 0) continue;
      amplitudes.narrow(0, edges_[band], edges_[band + 1] - edges_[band])
          .narrow(1, from, count)
          .fill_(std::pow(10.0, (level - kLoudest) * kDecibels / 20));
    }
  }
  return amplitudes * (levels == 0);
}

}  // namespace spk
