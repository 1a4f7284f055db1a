#include "training/step_loss.h"

#include <numbers>
#include <optional>

#include "metrics/log_mel.h"
#include "metrics/losses.h"
#include "model/precision.h"
#include "model/processor.h"
#include "model/refine.h"
#include "training/rate_loss.h"

namespace spk {
namespace {

Encoding Encode(CodecModel model, const TrainConfig& config, const Batch& batch) {
  if (config.refinement == 0) return model->EncodeForTraining(batch.audio, batch.mu);
  torch::Tensor logits;
  {
    const torch::NoGradGuard no_grad;
    logits = model->Logits(batch.audio, batch.mu);
  }
  return {.latent = RefineEvents(model, batch.audio, logits, config.refinement, batch.mu),
          .commitment = torch::zeros({}, batch.audio.options())};
}

// The log-mel distance as a difference of the logarithms of magnitudes, like the STFT loss.
torch::Tensor MelLoss(const torch::Tensor& estimate, const torch::Tensor& audio, int64_t rate) {
  constexpr double kNepersPerDecibel = std::numbers::ln10 / 20;
  return kNepersPerDecibel * LogMelDistance(estimate, audio, rate).mean();
}

// What the coarse decode is asked for: the waveform, and the spectrum as far as the recipe says.
torch::Tensor DecodeLoss(const TrainConfig& config, const torch::Tensor& estimate,
                         const torch::Tensor& audio, const torch::Tensor& error, int64_t rate) {
  const FullPrecision full_precision;
  torch::Tensor loss = config.log_error ? LogErrorLoss(estimate, audio) : error;
  if (config.stft_weight > 0) {
    loss = loss + config.stft_weight * MultiResolutionStftLoss(estimate, audio);
  }
  if (config.mel_weight > 0) loss = loss + config.mel_weight * MelLoss(estimate, audio, rate);
  if (config.envelope_weight > 0) {
    loss = loss +
           config.envelope_weight * EnvelopeErrorLoss(estimate, audio, config.envelope_exponent);
  }
  return loss;
}

}  // namespace

StepLoss EvaluateObjective(CodecModel model, const TrainConfig& config, const Batch& batch,
                           double gamma, const Generator& generator) {
  std::optional<Bfloat16> low_precision;
  if (config.bfloat16 && PaysBfloat16(model->device())) low_precision.emplace();
  const Encoding encoding = Encode(model, config, batch);
  const torch::Tensor zero = torch::zeros({}, batch.audio.options());
  StepLoss result = {.loss = encoding.commitment,
                     .error = zero,
                     .used = zero,
                     .wanted = zero,
                     .latent = encoding.latent.detach()};
  if (config.objective == Objective::kCoarse) {
    const torch::Tensor estimate = model->Coarse(encoding.latent, batch.mu).to(torch::kFloat);
    const torch::Tensor error = torch::mse_loss(estimate, batch.audio);
    result.loss =
        result.loss + DecodeLoss(config, estimate, batch.audio, error, model->config().sample_rate);
    result.error = error.detach();
  } else {
    const DiffusionLosses losses =
        model->DiffusionLoss(batch.audio, encoding.latent, batch.mu, generator);
    result.loss = result.loss + losses.velocity + losses.scale;
    result.error = losses.velocity.detach();
  }
  if (config.rate.measure != RateMeasure::kNone) {
    const RateCost cost = MeasureRate(config.rate, encoding.latent, batch.mu);
    result.loss = result.loss + gamma * cost.loss;
    result.used = cost.used;
    result.wanted = cost.wanted;
  }
  return result;
}

}  // namespace spk
