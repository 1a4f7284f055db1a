#include "model/generator/residual_generator.h"

#include "model/conv.h"
#include "model/precision.h"
#include "model/velocity_network.h"

namespace spk {
namespace {

// e^-8 is 70 dB under audio of RMS 1: what is quieter is not worth whitening.
constexpr double kLowestLogScale = -8;
constexpr double kHighestLogScale = 4;
constexpr double kLargestResidual = 8;  // in scales; beyond lie onsets that no scale can foresee

// Negative logarithm of Student's t with 3 degrees of freedom, less what does not depend on w. A
// Gaussian's would follow the loudest: one hissing recording in twenty would give them all its
// hiss. The constant makes w the standard deviation where the difference is Gaussian.
torch::Tensor ScaleLoss(const torch::Tensor& log_scale, const torch::Tensor& difference) {
  constexpr double kGaussian = 1.2602;
  const torch::Tensor square = (kGaussian * difference * torch::exp(-log_scale)).square();
  return (log_scale + 2 * torch::log1p(square / 3)).mean();
}

// What the network is told. Compressed: partials stand 40 dB over what the residual leaves.
torch::Tensor Context(const torch::Tensor& features, const torch::Tensor& coarse,
                      const torch::Tensor& log_scale) {
  return torch::cat({features, torch::asinh(coarse * torch::exp(-log_scale))}, 1);
}

}  // namespace

ResidualGeneratorImpl::ResidualGeneratorImpl(const MdctConfig& config, int64_t hop,
                                             int64_t features)
    : pure_noise_(config.pure_noise),
      norm_(features),
      scale_(PointwiseConv(features, features), torch::nn::SiLU(), PointwiseConv(features, hop)),
      unet_(config.unet, hop, features + hop) {
  register_module("norm", norm_);
  register_module("scale", scale_);
  register_module("unet", unet_);
}

torch::Tensor ResidualGeneratorImpl::LogScale(const torch::Tensor& normalised) {
  return scale_->forward(normalised).to(torch::kFloat).clamp(kLowestLogScale, kHighestLogScale);
}

DiffusionLosses ResidualGeneratorImpl::Loss(const torch::Tensor& features,
                                            const torch::Tensor& coarse,
                                            const torch::Tensor& coefficients,
                                            const Generator& generator) {
  const torch::Tensor estimate = coarse.detach();
  const torch::Tensor normalised = norm_(features.detach());
  const torch::Tensor difference = coefficients - estimate;
  const torch::Tensor log_scale = LogScale(normalised);
  // The velocity's error would be smallest for a residual scaled to nothing: it may not move w.
  const torch::Tensor fixed = log_scale.detach();
  const torch::Tensor residual =
      (difference * torch::exp(-fixed)).clamp(-kLargestResidual, kLargestResidual);
  return {.velocity = VelocityLoss(Under(&unet_, Context(normalised, estimate, fixed)), residual,
                                   pure_noise_, generator),
          .scale = ScaleLoss(log_scale, difference)};
}

torch::Tensor ResidualGeneratorImpl::Sample(const torch::Tensor& features,
                                            const torch::Tensor& coarse, const torch::Tensor& noise,
                                            int64_t sampling_steps) {
  const torch::Tensor normalised = norm_(features);
  const torch::Tensor log_scale = LogScale(normalised);
  const torch::Tensor residual =
      spk::Sample(Under(&unet_, Context(normalised, coarse, log_scale)), noise, sampling_steps);
  return residual * torch::exp(log_scale);
}

}  // namespace spk
