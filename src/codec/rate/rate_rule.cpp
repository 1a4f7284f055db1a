#include "codec/rate/rate_rule.h"

#include "codec/rate/constant_prompt.h"
#include "codec/rate/minimum_quality.h"

namespace spk {

EncoderSettings SettingsOf(const EncodeOptions& options) {
  return {.refinement = options.refinement.value_or(0),
          .mu = options.mu.value_or(0),
          .lambda = options.lambda.value_or(0)};
}

std::unique_ptr<RateRule> MakeRateRule(const EncodeOptions& options, const ModelFacts& facts) {
  const EncoderSettings settings = SettingsOf(options);
  if (options.min_si_snr) {
    return std::make_unique<MinimumQuality>(settings, facts.lowest_prompt, facts.prompts,
                                            *options.min_si_snr);
  }
  return std::make_unique<ConstantPrompt>(settings);
}

}  // namespace spk
