#include "evaluation/comparison.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "evaluation/metrics.h"
#include "evaluation/statistics.h"
#include "model/losses.h"

namespace spk {
namespace {

constexpr int kWindowSeconds = 6;
constexpr double kSilentRms = 1e-3;         // -60 dB of full scale
constexpr double kSilentRatio = 5.6234e-3;  // -45 dB
constexpr double kHighHertz = 2000;         // "high" from here on, "low" below

// [1, L], divided by `scale`.
torch::Tensor Scaled(std::span<const float> samples, double scale) {
  // from_blob wants a mutable pointer; it is only read.
  return torch::from_blob(const_cast<float*>(samples.data()),
                          {1, static_cast<int64_t>(samples.size())}) /
         scale;
}

OctaveEnergies ErrorEnergies(std::span<const float> reference, std::span<const float> estimate,
                             int sample_rate) {
  std::vector<float> error(reference.size());
  std::transform(estimate.begin(), estimate.end(), reference.begin(), error.begin(), std::minus());
  return OctaveBandEnergies(error, sample_rate);
}

WindowFigures Measure(std::span<const float> reference, std::span<const float> estimate,
                      int sample_rate) {
  SiSnrMeter meter;
  meter.Add(reference, estimate);
  WindowFigures figures{.rms = meter.reference_rms(), .si_snr = meter.si_snr()};
  if (figures.rms < kSilentRms) return figures;

  // The spectral distances have floors that are meant for a level of about 1, as in training.
  const torch::NoGradGuard no_grad;
  const torch::Tensor x = Scaled(reference, figures.rms);
  const torch::Tensor y = Scaled(estimate, figures.rms);
  figures.stft = MultiResolutionStftLoss(y, x).item<double>();
  figures.mel = LogMelDistance(y, x, sample_rate, 0).item<double>();
  figures.mel_low = LogMelDistance(y, x, sample_rate, 0, kHighHertz).item<double>();
  figures.mel_high = LogMelDistance(y, x, sample_rate, kHighHertz).item<double>();
  figures.reference = OctaveBandEnergies(reference, sample_rate);
  figures.error = ErrorEnergies(reference, estimate, sample_rate);
  return figures;
}

}  // namespace

Comparison::Comparison(int sample_rate)
    : sample_rate_(sample_rate), window_(static_cast<size_t>(sample_rate) * kWindowSeconds) {}

void Comparison::Add(std::span<const float> reference, std::span<const float> estimate) {
  assert(reference.size() == estimate.size());
  whole_.Add(reference, estimate);
  report_.samples += static_cast<int64_t>(reference.size());
  while (!reference.empty()) {
    const size_t count = std::min(reference.size(), window_ - reference_.size());
    const auto length = static_cast<int64_t>(count);
    reference_.insert(reference_.end(), reference.begin(), reference.begin() + length);
    estimate_.insert(estimate_.end(), estimate.begin(), estimate.begin() + length);
    reference = reference.subspan(count);
    estimate = estimate.subspan(count);
    if (reference_.size() == window_) MeasureWindow();
  }
}

void Comparison::MeasureWindow() {
  report_.windows.push_back(Measure(reference_, estimate_, sample_rate_));
  reference_.clear();
  estimate_.clear();
}

ComparisonReport Comparison::Finish() {
  if (reference_.size() >= static_cast<size_t>(sample_rate_)) MeasureWindow();
  report_.si_snr = whole_.si_snr();
  const double silent = std::max(kSilentRms, kSilentRatio * whole_.reference_rms());
  report_.silent_windows =
      std::erase_if(report_.windows, [&](const WindowFigures& w) { return w.rms < silent; });
  return std::move(report_);
}

WindowSummary SummarizeWindows(std::span<const WindowFigures> windows) {
  const auto all = [&](double WindowFigures::*figure) {
    std::vector<double> values;
    for (const WindowFigures& window : windows) values.push_back(window.*figure);
    return values;
  };
  const std::vector<double> si_snr = all(&WindowFigures::si_snr);
  WindowSummary summary{.si_snr_mean = Mean(si_snr),
                        .si_snr_median = Percentile(si_snr, 50),
                        .si_snr_low = Percentile(si_snr, 5),
                        .stft = Mean(all(&WindowFigures::stft)),
                        .mel = Mean(all(&WindowFigures::mel)),
                        .mel_low = Mean(all(&WindowFigures::mel_low)),
                        .mel_high = Mean(all(&WindowFigures::mel_high))};
  for (size_t band = 0; band < kOctaveHertz.size(); ++band) {
    double reference = 0;
    double error = 0;
    for (const WindowFigures& window : windows) {
      reference += window.reference[band];
      error += window.error[band];
    }
    summary.octave_error[band] = 10 * std::log10(error / reference);
  }
  return summary;
}

}  // namespace spk
