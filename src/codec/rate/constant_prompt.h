#pragma once

#include "codec/rate/rate_rule.h"

namespace spk {

// The same settings for every segment.
class ConstantPrompt final : public RateRule {
 public:
  explicit ConstantPrompt(const EncoderSettings& settings) : settings_(settings) {}

  std::optional<EncoderSettings> Try(uint64_t /*segment*/,
                                     std::span<const Candidate> tried) const override {
    return tried.empty() ? std::optional(settings_) : std::nullopt;
  }
  size_t Keep(std::span<const Candidate> /*tried*/) override { return 0; }

 private:
  EncoderSettings settings_;
};

}  // namespace spk
