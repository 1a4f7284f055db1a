#include "model/decode_loss.h"

#include <numbers>

#include "metrics/log_mel.h"
#include "metrics/losses.h"
#include "model/precision.h"

namespace spk {
namespace {

// The log-mel distance as a difference of the logarithms of magnitudes, like the STFT loss.
torch::Tensor MelLoss(const torch::Tensor& estimate, const torch::Tensor& audio, int64_t rate) {
  constexpr double kNepersPerDecibel = std::numbers::ln10 / 20;
  return kNepersPerDecibel * LogMelDistance(estimate, audio, rate).mean();
}

}  // namespace

torch::Tensor DecodeLoss(const DecodeWeights& weights, const torch::Tensor& estimate,
                         const torch::Tensor& audio, const torch::Tensor& error, int64_t rate) {
  const FullPrecision full_precision;
  torch::Tensor loss = weights.log_error ? LogErrorLoss(estimate, audio) : error;
  if (weights.stft_weight > 0) {
    loss = loss + weights.stft_weight * MultiResolutionStftLoss(estimate, audio);
  }
  if (weights.mel_weight > 0) loss = loss + weights.mel_weight * MelLoss(estimate, audio, rate);
  if (weights.octave_weight > 0) {
    loss = loss + weights.octave_weight * OctaveLevelLoss(estimate, audio, rate);
  }
  if (weights.envelope_weight > 0) {
    loss = loss +
           weights.envelope_weight * EnvelopeErrorLoss(estimate, audio, weights.envelope_exponent);
  }
  return loss;
}

}  // namespace spk
