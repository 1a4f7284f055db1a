#pragma once

#include <torch/torch.h>

namespace spk {

// Windows, each with the compression prompt that it is coded with.
struct Batch {
  torch::Tensor audio;    // [B, L] in whole steps, divided by the loudness envelope
  torch::Tensor mu = {};  // [B] integers; undefined for a model without prompts

  Batch Narrow(int64_t begin, int64_t count) const {
    return {.audio = audio.narrow(0, begin, count),
            .mu = mu.defined() ? mu.narrow(0, begin, count) : mu};
  }
  Batch To(const torch::Device& device) const {
    return {.audio = audio.to(device), .mu = mu.defined() ? mu.to(device) : mu};
  }
};

}  // namespace spk
