#pragma once

#include <torch/torch.h>

#include "model/codec_model.h"
#include "training/train_config.h"

namespace spk {

// Of one batch, or of a part of it.
struct StepLoss {
  torch::Tensor loss;    // what is minimised
  torch::Tensor error;   // mean squared: of the coarse decode, or of the velocity; no gradient
  torch::Tensor events;  // [B, units, T], no gradient
};

// Evaluates the recipe's objective. audio: [B, L] in whole steps. The noise of diffusion comes from
// `generator`.
StepLoss EvaluateObjective(CodecModel model, const TrainConfig& config, const torch::Tensor& audio,
                           const Generator& generator);

}  // namespace spk
