#include "codec/rate/minimum_quality.h"

#include <algorithm>

namespace spk {

std::optional<EncoderSettings> MinimumQuality::Try(uint64_t /*segment*/,
                                                   std::span<const Candidate> tried) const {
  int reaches = lowest_ - 1;  // the largest prompt that does
  for (const Candidate& candidate : tried) {
    if (candidate.si_snr >= si_snr_) reaches = std::max(reaches, candidate.settings.mu);
  }
  int fails = prompts_;  // the smallest over it that does not
  for (const Candidate& candidate : tried) {
    if (candidate.settings.mu > reaches) fails = std::min(fails, candidate.settings.mu);
  }
  if (fails - reaches <= 1) return std::nullopt;
  EncoderSettings next = settings_;
  next.mu = reaches + (fails - reaches) / 2;
  return next;
}

size_t MinimumQuality::Keep(std::span<const Candidate> tried) {
  size_t cheapest = tried.size();
  size_t best = 0;
  for (size_t i = 0; i < tried.size(); ++i) {
    if (tried[i].si_snr > tried[best].si_snr) best = i;
    if (tried[i].si_snr < si_snr_) continue;
    if (cheapest == tried.size() || tried[i].settings.mu > tried[cheapest].settings.mu) {
      cheapest = i;
    }
  }
  if (cheapest < tried.size()) return cheapest;
  ++short_;
  return best;
}

}  // namespace spk
