#pragma once

#include <torch/torch.h>

#include "model/trainable.h"
#include "training/train_config.h"

namespace spk {

// Of one batch, or of a part of it. Scalars but for the latents; only `loss` has a gradient.
struct StepLoss {
  torch::Tensor loss;    // what is minimised
  torch::Tensor error;   // mean squared: of the coarse decode, or of the velocity
  torch::Tensor used;    // what the events cost by the recipe's measure (rate_loss.h), or zero
  torch::Tensor wanted;  // and what of that costs nothing, or zero
  torch::Tensor latent;  // [B, N, T]: events, or the vectors of a baseline
};

// The stage's loss as the recipe has it, with the rate term times `gamma`. The noise of diffusion
// comes from `generator`.
StepLoss EvaluateStep(Stage* stage, const TrainConfig& config, const Batch& batch, double gamma,
                      const Generator& generator);

}  // namespace spk
