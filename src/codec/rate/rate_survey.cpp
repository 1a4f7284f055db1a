#include "codec/rate/rate_survey.h"

#include <cmath>

namespace spk {

size_t RateSurvey::Keep(std::span<const Candidate> tried) {
  const Segment& segment = tried.front().packed.segment;
  RateCurve& curve = curves_[segment.index];
  for (size_t i = 0; i < tried.size(); ++i) {
    const auto bytes = static_cast<double>(tried[i].packed.chunk_bytes);
    if (segment.channel > 0) {
      curve[i].side_bytes = bytes;
      continue;
    }
    // Silence has no quality.
    const double si_snr = std::isfinite(tried[i].si_snr) ? tried[i].si_snr : 0;
    curve.push_back({.mu = tried[i].settings.mu, .mid_bytes = bytes, .si_snr = si_snr});
  }
  kept_bytes_ += static_cast<double>(tried.front().packed.chunk_bytes);
  return 0;
}

}  // namespace spk
