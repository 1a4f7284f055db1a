#include "training/step_loss.h"

#include <optional>

#include "model/processor.h"
#include "training/rate_loss.h"

namespace spk {
namespace {

// Of a recipe with a rate term.
RateCost Cost(const RateTerm& term, const StageLoss& stage, const torch::Tensor& mu) {
  if (term.measure == RateMeasure::kEstimate) {
    const torch::Tensor none = torch::zeros({}, stage.bits.options());
    return {.loss = torch::log(stage.bits + 1).mean(), .used = none, .wanted = none};
  }
  if (term.measure != RateMeasure::kPredicted) return MeasureRate(term, stage.latent, mu);
  const auto cells = static_cast<double>(stage.latent.size(1) * stage.latent.size(2));
  return OverBudget(stage.bits / cells, term.budget);
}

}  // namespace

StepLoss EvaluateStep(Stage* stage, const TrainConfig& config, const Batch& batch, double gamma,
                      const Generator& generator) {
  std::optional<Bfloat16> low_precision;
  if (config.bfloat16 && PaysBfloat16(batch.audio.device())) low_precision.emplace();
  const StageLoss of_stage = stage->Loss(batch, config.stage, generator);
  const torch::Tensor zero = torch::zeros({}, batch.audio.options());
  StepLoss result = {.loss = of_stage.loss,
                     .error = of_stage.error,
                     .used = zero,
                     .wanted = zero,
                     .latent = of_stage.latent.detach()};
  if (config.rate.measure != RateMeasure::kNone) {
    const RateCost cost = Cost(config.rate, of_stage, batch.mu);
    result.loss = result.loss + gamma * cost.loss;
    result.used = cost.used;
    result.wanted = cost.wanted;
  }
  return result;
}

}  // namespace spk
