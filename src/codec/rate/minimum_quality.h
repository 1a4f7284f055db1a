#pragma once

#include "codec/rate/rate_rule.h"

namespace spk {

// Of each segment the largest prompt, the one with the fewest events, whose decode reaches an
// SI-SNR; where none does, the best there is. Found by bisection: quality falls as prompts rise.
class MinimumQuality final : public RateRule {
 public:
  // From prompt `lowest` to prompt `prompts` - 1, of the model.
  MinimumQuality(const EncoderSettings& settings, int lowest, int prompts, double si_snr)
      : settings_(settings), lowest_(lowest), prompts_(prompts), si_snr_(si_snr) {}

  bool asks_quality() const override { return true; }
  std::optional<EncoderSettings> Try(uint64_t segment,
                                     std::span<const Candidate> tried) const override;
  size_t Keep(std::span<const Candidate> tried) override;
  uint64_t segments_short() const override { return short_; }

 private:
  EncoderSettings settings_;
  int lowest_;
  int prompts_;
  double si_snr_;
  uint64_t short_ = 0;
};

}  // namespace spk
