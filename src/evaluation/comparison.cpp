#include "evaluation/comparison.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace spk {
namespace {

constexpr int kWindowSeconds = 6;
constexpr double kSilentRms = 1e-3;         // -60 dB of full scale
constexpr double kSilentRatio = 5.6234e-3;  // -45 dB
constexpr double kEmptyOctave = 1e-6;       // -60 dB

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
  WindowFigures figures;
  figures.seconds = static_cast<double>(reference.size()) / sample_rate;
  figures.rms = meter.reference_rms();
  if (figures.rms < kSilentRms) return figures;
  const Signals signals{.reference = reference,
                        .estimate = estimate,
                        .sample_rate = sample_rate,
                        .level = figures.rms};
  figures.metrics = Measure(signals, kEvaluation);
  figures.reference = OctaveBandEnergies(reference, sample_rate);
  figures.estimate = OctaveBandEnergies(estimate, sample_rate);
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
  const auto windows = static_cast<double>(report_.windows.size());
  report_.windows.push_back(Measure(reference_, estimate_, sample_rate_));
  report_.windows.back().start = windows * kWindowSeconds;
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

OctaveValues OctaveErrors(std::span<const WindowFigures> windows) {
  OctaveValues decibels{};
  for (size_t band = 0; band < decibels.size(); ++band) {
    double reference = 0;
    double error = 0;
    for (const WindowFigures& window : windows) {
      reference += window.reference[band];
      error += window.error[band];
    }
    decibels[band] = 10 * std::log10(error / reference);
  }
  return decibels;
}

OctaveValues OctaveLevels(const WindowFigures& window) {
  const double floor = kEmptyOctave * std::ranges::max(window.reference);
  OctaveValues decibels{};
  for (size_t band = 0; band < decibels.size(); ++band) {
    decibels[band] =
        10 * std::log10((window.estimate[band] + floor) / (window.reference[band] + floor));
  }
  return decibels;
}

OctaveBalance BalanceOf(std::span<const WindowFigures> windows) {
  OctaveBalance balance;
  const auto count = static_cast<double>(windows.size());
  for (size_t band = 0; band < kOctaveHertz.size(); ++band) {
    double sum = 0;
    double within = 0;
    for (const WindowFigures& window : windows) {
      const double level = OctaveLevels(window)[band];
      sum += level;
      within += std::abs(level) <= OctaveBalance::kTolerance ? 1 : 0;
    }
    balance.mean[band] = sum / count;
    balance.within[band] = within / count;
  }
  return balance;
}

}  // namespace spk
