#include "codec/rate/prompt_ladder.h"

#include <algorithm>

namespace spk {

PromptLadder::PromptLadder(const EncoderSettings& settings, const ModelFacts& facts, int count)
    : settings_(settings) {
  const int span = facts.prompts - 1 - facts.lowest_prompt;
  for (int i = 0; i < count; ++i) {
    prompts_.push_back(facts.lowest_prompt + span * i / (count - 1));
  }
  prompts_.erase(std::unique(prompts_.begin(), prompts_.end()), prompts_.end());
}

std::optional<EncoderSettings> PromptLadder::Next(size_t tried) const {
  if (tried == prompts_.size()) return std::nullopt;
  EncoderSettings next = settings_;
  next.mu = prompts_[tried];
  return next;
}

}  // namespace spk
