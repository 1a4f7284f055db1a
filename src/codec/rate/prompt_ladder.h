#pragma once

#include <optional>
#include <vector>

#include "codec/model.h"

namespace spk {

// Prompts at about even distances, from the lowest to the highest that a model has, to be tried one
// after another.
class PromptLadder {
 public:
  // facts: of a model with prompts. At most `count` of them, 2 or more.
  PromptLadder(const EncoderSettings& settings, const ModelFacts& facts, int count);

  // What comes after `tried` of them.
  std::optional<EncoderSettings> Next(size_t tried) const;

 private:
  EncoderSettings settings_;
  std::vector<int> prompts_;
};

}  // namespace spk
