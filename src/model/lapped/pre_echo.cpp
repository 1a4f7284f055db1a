#include "model/lapped/pre_echo.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "model/lapped/noise_fill.h"

namespace spk {
namespace {

constexpr double kDecibels = 3;  // a unit of faintness
constexpr int64_t kFaintest = 15;
// What an attack is: so much louder behind it than before, in the original; and the decode so much
// louder before it. What is fainter hides behind the attack.
constexpr double kRise = 12;
constexpr double kSmeared = 3;
constexpr int64_t kHeard = 3;  // positions to each side that are compared: 17 ms

// Of each position, and where sums up to it begin: the energy.
std::vector<double> SumsOf(const torch::Tensor& audio, int64_t position) {
  const torch::Tensor sums =
      torch::cumsum(torch::square(audio.to(torch::kDouble)).reshape({-1, position}).sum(1), 0);
  std::vector<double> from_zero(static_cast<size_t>(sums.size(0)) + 1);
  std::copy_n(sums.contiguous().data_ptr<double>(), sums.size(0), from_zero.begin() + 1);
  return from_zero;
}

double Between(const std::vector<double>& sums, int64_t from, int64_t until) {
  constexpr double kSilence = 1e-8;
  return sums[static_cast<size_t>(until)] - sums[static_cast<size_t>(from)] + kSilence;
}

}  // namespace

PreEcho::PreEcho(int64_t hop) : hop_(hop) {
  // The window of a step rises over two of them: what it smears grows towards the attack.
  const torch::Tensor before =
      (torch::arange(kReach * hop, torch::kFloat) + 0.5F) / static_cast<double>(hop);
  shape_ = torch::clamp(before * 2, 0, 1);
  // And ends a little before it, softly.
  const int64_t end = hop / kPositions / 4;
  shape_.narrow(0, kReach * hop - end, end) *= torch::linspace(1, 0, end);
}

void PreEcho::Measure(const torch::Tensor& original, const torch::Tensor& decode,
                      torch::Tensor told, int64_t first) const {
  const int64_t position = hop_ / kPositions;
  const std::vector<double> wanted = SumsOf(original, position);
  const std::vector<double> found = SumsOf(decode, position);
  for (int64_t step = 0; step < told.size(1); ++step) {
    double most = 1;
    int64_t at = -1;
    double faintness = 0;
    for (int64_t i = 0; i < kPositions; ++i) {
      const int64_t begin = (first + step) * kPositions + i;
      if (begin < kHeard || begin + kHeard >= std::ssize(wanted)) continue;
      const double before = Between(wanted, begin - kHeard, begin);
      const double rise = Between(wanted, begin, begin + kHeard) / before;
      const double smeared = 10 * std::log10(Between(found, begin - kHeard, begin) / before);
      if (10 * std::log10(rise) < kRise || smeared < kSmeared || rise <= most) continue;
      most = rise;
      at = i;
      faintness = smeared;
    }
    if (at < 0) continue;
    const int64_t fainter = std::clamp<int64_t>(std::lround(faintness / kDecibels), 1, kFaintest);
    told.index({0, step}) += static_cast<float>(NoiseFill::kCount * (at + 1));
    told.index({1, step}) += static_cast<float>(NoiseFill::kCount * fainter);
  }
}

torch::Tensor PreEcho::Envelope(const torch::Tensor& levels) const {
  const int64_t steps = levels.size(1);
  const torch::Tensor attacks = NoiseFill::Counts(levels.narrow(0, 0, kBins)).clamp_min(0).cpu();
  torch::Tensor decibels = torch::zeros({hop_ * steps});
  for (int64_t step = 0; step < steps; ++step) {
    const auto position = std::min(attacks.index({0, step}).item<int64_t>(), kPositions);
    const auto fainter = std::min(attacks.index({1, step}).item<int64_t>(), kFaintest);
    if (position == 0 || fainter == 0) continue;
    const int64_t end = step * hop_ + (position - 1) * (hop_ / kPositions);
    const int64_t length = std::min(end, kReach * hop_);
    decibels.narrow(0, end - length, length) += -kDecibels * static_cast<double>(fainter) *
                                                shape_.narrow(0, kReach * hop_ - length, length);
  }
  return torch::pow(10, decibels / 20).to(levels.device());
}

}  // namespace spk
