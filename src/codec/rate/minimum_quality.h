#pragma once

#include "codec/rate/rate_rule.h"

namespace spk {

// Of each segment the largest prompt, the one with the fewest events, whose decode reaches an
// SI-SNR; where none does, the best there is. Found by bisection: quality falls as prompts rise.
class MinimumQuality final : public RateRule {
 public:
  // prompts: 1 or more, of the model.
  MinimumQuality(const EncoderSettings& settings, int prompts, double si_snr)
      : settings_(settings), prompts_(prompts), si_snr_(si_snr) {}

  bool asks_quality() const override { return true; }
  std::optional<EncoderSettings> Try(std::span<const Candidate> tried) const override;
  size_t Keep(std::span<const Candidate> tried) override;
  uint64_t segments_short() const override { return short_; }

 private:
  EncoderSettings settings_;
  int prompts_;
  double si_snr_;
  uint64_t short_ = 0;
};

}  // namespace spk
