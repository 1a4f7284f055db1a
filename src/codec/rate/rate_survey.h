#pragma once

#include <map>
#include <vector>

#include "codec/rate/prompt_ladder.h"
#include "codec/rate/rate_rule.h"

namespace spk {

// What a prompt costs and gives of one segment.
struct RatePoint {
  int mu = 0;
  double mid_bytes = 0;
  double side_bytes = 0;
  double si_snr = 0;  // of the mid, dB

  double bytes() const { return mid_bytes + side_bytes; }
};
using RateCurve = std::vector<RatePoint>;  // by mu

// The first of two passes: tries some prompts of every segment and remembers what they gave.
class RateSurvey final : public RateRule {
 public:
  // facts: of a model with prompts.
  RateSurvey(const EncoderSettings& settings, const ModelFacts& facts)
      : ladder_(settings, facts, PromptsToTry(facts)) {}

  bool asks_quality() const override { return true; }
  std::optional<EncoderSettings> Try(uint64_t /*segment*/,
                                     std::span<const Candidate> tried) const override {
    return ladder_.Next(tried.size());
  }
  size_t Keep(std::span<const Candidate> tried) override;

  const std::map<uint64_t, RateCurve>& curves() const { return curves_; }  // by segment
  double kept_bytes() const { return kept_bytes_; }  // of all segments, as written

 private:
  // Between prompts that are so far apart the logarithm of the rate is about straight.
  static int PromptsToTry(const ModelFacts& facts) {
    constexpr int kApart = 10;
    return 1 + (facts.prompts - 1 - facts.lowest_prompt + kApart - 1) / kApart;
  }

  PromptLadder ladder_;
  std::map<uint64_t, RateCurve> curves_;
  double kept_bytes_ = 0;
};

}  // namespace spk
