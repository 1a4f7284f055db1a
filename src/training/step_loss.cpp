#include "training/step_loss.h"

#include <optional>

#include "model/losses.h"
#include "model/precision.h"
#include "model/refine.h"

namespace spk {
namespace {

Encoding Encode(CodecModel model, const TrainConfig& config, const torch::Tensor& audio) {
  if (config.refinement == 0) return model->EncodeForTraining(audio);
  torch::Tensor logits;
  {
    const torch::NoGradGuard no_grad;
    logits = model->Logits(audio);
  }
  return {.latent = RefineEvents(model, audio, logits, config.refinement),
          .commitment = torch::zeros({}, audio.options())};
}

}  // namespace

StepLoss EvaluateObjective(CodecModel model, const TrainConfig& config, const torch::Tensor& audio,
                           const Generator& generator) {
  std::optional<Bfloat16> low_precision;
  if (config.bfloat16) low_precision.emplace();
  const Encoding encoding = Encode(model, config, audio);
  const torch::Tensor events = encoding.latent.detach();
  if (config.objective != Objective::kCoarse) {
    const DiffusionLosses losses = model->DiffusionLoss(audio, encoding.latent, {}, generator);
    const torch::Tensor loss = losses.velocity + losses.scale + encoding.commitment;
    return {.loss = loss, .error = losses.velocity.detach(), .events = events};
  }
  const torch::Tensor estimate = model->Coarse(encoding.latent).to(torch::kFloat);
  const torch::Tensor error = torch::mse_loss(estimate, audio);
  torch::Tensor loss = config.log_error ? LogErrorLoss(estimate, audio) : error;
  loss = loss + encoding.commitment;
  if (config.stft_weight > 0) {
    loss = loss + config.stft_weight * MultiResolutionStftLoss(estimate, audio);
  }
  return {.loss = loss, .error = error.detach(), .events = events};
}

}  // namespace spk
