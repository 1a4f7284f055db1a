#pragma once

#include "codec/rate/prompt_ladder.h"
#include "codec/rate/rate_rule.h"

namespace spk {

// Keeps to a rate in one pass: each segment takes the best of a few prompts that the bytes saved so
// far allow. No more than half a minute's are saved, so that a long silence does not pay for music
// that is far over the rate.
class BitReservoir final : public RateRule {
 public:
  struct Budget {
    double bytes_a_step = 0;
    double bytes_beside = 0;  // of the file, for what is no segment
    double seconds_a_step = 0;
    int channels = 1;  // that are coded
  };

  // facts: of a model with prompts.
  BitReservoir(const EncoderSettings& settings, const ModelFacts& facts, const Budget& budget);

  std::optional<EncoderSettings> Try(uint64_t /*segment*/,
                                     std::span<const Candidate> tried) const override {
    return ladder_.Next(tried.size());
  }
  size_t Keep(std::span<const Candidate> tried) override;
  uint64_t segments_short() const override { return short_; }

 private:
  PromptLadder ladder_;  // by falling rate
  Budget budget_;
  double saved_;  // bytes; a debt where it is negative
  uint64_t short_ = 0;
};

}  // namespace spk
