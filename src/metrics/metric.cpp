#include "metrics/metric.h"

#include <torch/torch.h>

#include <cmath>
#include <limits>

#include "audio/si_snr.h"
#include "metrics/log_mel.h"
#include "metrics/losses.h"

namespace spk {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// [1, L], divided by `level`.
torch::Tensor Scaled(std::span<const float> samples, double level) {
  // from_blob wants a mutable pointer; it is only read.
  return torch::from_blob(const_cast<float*>(samples.data()),
                          {1, static_cast<int64_t>(samples.size())}) /
         level;
}

double LogMelBetween(const Signals& signals, double from_hertz, double to_hertz) {
  const torch::NoGradGuard no_grad;
  return LogMelDistance(Scaled(signals.estimate, signals.level),
                        Scaled(signals.reference, signals.level), signals.sample_rate, from_hertz,
                        to_hertz)
      .item<double>();
}

}  // namespace

double MeasureSiSnr(const Signals& signals) { return SiSnr(signals.reference, signals.estimate); }

double MeasureStftDistance(const Signals& signals) {
  const torch::NoGradGuard no_grad;
  return MultiResolutionStftLoss(Scaled(signals.estimate, signals.level),
                                 Scaled(signals.reference, signals.level))
      .item<double>();
}

double MeasureLogMel(const Signals& signals) { return LogMelBetween(signals, 0, kInfinity); }

double MeasureLogMelUnder2kHz(const Signals& signals) { return LogMelBetween(signals, 0, 2000); }

double MeasureLogMelOver2kHz(const Signals& signals) {
  return LogMelBetween(signals, 2000, kInfinity);
}

MetricValues Measure(const Signals& signals, Shown where) {
  MetricValues values{};
  for (size_t i = 0; i < kMetrics.size(); ++i) {
    values[i] = kMetrics[i].ShownIn(where) ? kMetrics[i].measure(signals) : std::nan("");
  }
  return values;
}

}  // namespace spk
