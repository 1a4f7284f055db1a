#include "model/lapped/noise_detection.h"

#include <algorithm>
#include <numbers>

namespace spk {
namespace {

constexpr int64_t kWindow = 4096;
constexpr int64_t kNarrowest = 16;  // bins of a band; wider ones a third of an octave
// The power of noise is distributed exponentially: its mean is 1 / ln 2 of its median. A tone with
// nine tenths of a band's noise makes that 1.9 times as much.
constexpr double kStandsOut = 1.9 / std::numbers::ln2;

}  // namespace

bool IsNoise(const torch::Tensor& audio, double highest) {
  const torch::Tensor power =
      torch::stft(audio, kWindow, kWindow / 2, kWindow, torch::hann_window(kWindow),
                  /*center=*/false, "reflect", /*normalized=*/false, /*onesided=*/true,
                  /*return_complex=*/true)
          .abs()
          .square();
  const auto bins = static_cast<int64_t>(highest * kWindow / 2);
  for (int64_t low = kNarrowest; low < bins;) {
    const int64_t high = std::min(bins, low + std::max(kNarrowest, low / 4));
    const torch::Tensor cells = power.slice(0, low, high);
    if (!(cells.mean() < kStandsOut * cells.median()).item<bool>()) return false;
    low = high;
  }
  return true;
}

}  // namespace spk
