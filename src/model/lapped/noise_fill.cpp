#include "model/lapped/noise_fill.h"

#include <algorithm>
#include <cmath>

namespace spk {
namespace {

constexpr double kLevelDecibels = 3;  // a level

// Where a band is told of, counted from the begin of its block.
int64_t BinOf(int64_t band) { return band / NoiseFill::kSteps; }
int64_t StepOf(int64_t band) { return band % NoiseFill::kSteps; }

// Where the block of a step, which may be before the recording, begins beside it.
int64_t BeginOfBlock(int64_t step) {
  const int64_t rest = step % NoiseFill::kSteps;
  return rest < 0 ? -rest - NoiseFill::kSteps : -rest;
}

}  // namespace

NoiseFill::NoiseFill(const LappedConfig& config)
    : loudest_(config.fill_levels), usual_(config.fill_usual) {
  // Of equal width at first, then of equal shares of an octave.
  constexpr double kBend = 32;
  const double lowest = std::log1p(kBins / kBend);
  const double highest = std::log1p(static_cast<double>(config.bins) / kBend);
  for (int64_t band = 0; band <= kBands; ++band) {
    const double place = lowest + (highest - lowest) * static_cast<double>(band) / kBands;
    const auto edge = static_cast<int64_t>(std::lround(kBend * std::expm1(place)));
    edges_.push_back(edges_.empty() ? kBins
                                    : std::min(config.bins, std::max(edge, edges_.back() + 1)));
  }
}

int64_t NoiseFill::Expected(int64_t band, std::optional<int64_t> below) const {
  const int64_t usual = usual_[static_cast<size_t>(band)];
  if (!below) return usual;
  // As much over the usual as that is.
  const int64_t over = *below - usual_[static_cast<size_t>(band - 1)];
  return std::clamp<int64_t>(usual + over, 0, loudest_);
}

std::vector<int64_t> NoiseFill::LevelsOf(const torch::Tensor& left_out,
                                         const torch::Tensor& levels) const {
  const torch::Tensor empty = (levels == 0).to(torch::kFloat);
  const torch::Tensor energy = torch::square(left_out) * empty;
  const auto loudest = static_cast<double>(loudest_);
  const double faintest = std::pow(10, -loudest * kLevelDecibels / 10);
  std::vector<int64_t> found;
  for (int64_t band = 0; band < kBands; ++band) {
    const int64_t width = edges_[band + 1] - edges_[band];
    if (width == 0) {
      found.push_back(0);
      continue;
    }
    // By step. The mean of decibels: an attack is soon over, and what fades after it is heard for
    // longer.
    const torch::Tensor cells = empty.narrow(0, edges_[band], width).sum(0);
    const torch::Tensor mean = energy.narrow(0, edges_[band], width).sum(0) / cells.clamp_min(1);
    const torch::Tensor decibels = 10 * torch::log10(mean.clamp_min(faintest)) * cells;
    const double typical =
        decibels.sum().item<double>() / std::max(1.0, cells.sum().item<double>());
    found.push_back(
        std::clamp<int64_t>(std::lround(loudest + typical / kLevelDecibels), 0, loudest_));
  }
  return found;
}

void NoiseFill::Measure(const torch::Tensor& left_out, torch::Tensor levels, int64_t first) const {
  levels.narrow(0, 0, kBins).zero_();
  const int64_t steps = levels.size(1);
  for (int64_t begin = BeginOfBlock(first); begin < steps; begin += kSteps) {
    if (begin < 0) continue;
    const int64_t count = std::min(kSteps, steps - begin);
    const std::vector<int64_t> found =
        LevelsOf(left_out.narrow(1, begin, count), levels.narrow(1, begin, count));
    if (std::ranges::all_of(found, [](int64_t level) { return level == 0; })) continue;
    std::optional<int64_t> below;
    for (int64_t band = 0; band < kBands; ++band) {
      if (StepOf(band) >= count) {
        below.reset();
        continue;
      }
      const int64_t level = found[static_cast<size_t>(band)];
      const int64_t over = level - Expected(band, below);
      levels.index_put_({BinOf(band), begin + StepOf(band)},
                        static_cast<float>(band == 0 && over >= 0 ? over + 1 : over));
      below = level;
    }
  }
}

torch::Tensor NoiseFill::Amplitudes(const torch::Tensor& levels, int64_t first) const {
  const int64_t steps = levels.size(1);
  const torch::Tensor cells = levels.narrow(0, 0, kBins);
  const torch::Tensor told = (cells - kCount * Counts(cells)).to(torch::kLong).cpu().contiguous();
  torch::Tensor amplitudes = torch::zeros_like(levels);
  for (int64_t begin = BeginOfBlock(first); begin < steps; begin += kSteps) {
    if (begin < 0 || told.index({0, begin}).item<int64_t>() == 0) continue;
    const int64_t count = std::min(kSteps, steps - begin);
    std::optional<int64_t> below;
    for (int64_t band = 0; band < kBands; ++band) {
      if (StepOf(band) >= count) {
        below.reset();
        continue;
      }
      int64_t over = told.index({BinOf(band), begin + StepOf(band)}).item<int64_t>();
      if (band == 0 && over > 0) --over;
      const int64_t level = std::clamp<int64_t>(Expected(band, below) + over, 0, loudest_);
      below = level;
      if (level == 0) continue;
      amplitudes.narrow(0, edges_[band], edges_[band + 1] - edges_[band])
          .narrow(1, begin, count)
          .fill_(std::pow(10.0, static_cast<double>(level - loudest_) * kLevelDecibels / 20));
    }
  }
  return amplitudes * (levels == 0);
}

}  // namespace spk
