#include "model/decoder.h"

#include <span>

#include "model/conv.h"
#include "model/noise.h"
#include "model/precision.h"

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

VelocityNetwork Under(Unet* unet, const torch::Tensor& context) {
  return [unet, context](const torch::Tensor& x, const torch::Tensor& sigma) {
    return (*unet)(x, sigma, context);
  };
}

}  // namespace

WaveformDecoder::WaveformDecoder(const CodecConfig& config, int64_t features)
    : hop_(config.hop),
      pure_noise_(config.decoder.pure_noise),
      unet_(config.decoder.unet, 1, features) {
  register_module("unet", unet_);
}

torch::Tensor WaveformDecoder::Coarse(const torch::Tensor& features) {
  const torch::Tensor noise = torch::empty({1, hop_ * features.size(2)});
  FillGaussian(0, 0, {noise.data_ptr<float>(), static_cast<size_t>(noise.numel())});
  return Decode(features, 1, noise.to(features.device()).expand({features.size(0), -1}),
                SamplerOrder::kFirst);
}

DiffusionLosses WaveformDecoder::DiffusionLoss(const torch::Tensor& features,
                                               const torch::Tensor& audio,
                                               const Generator& generator) {
  return {
      .velocity = VelocityLoss(Under(&unet_, features), audio.unsqueeze(1), pure_noise_, generator),
      .scale = torch::zeros({}, audio.options())};
}

torch::Tensor WaveformDecoder::Decode(const torch::Tensor& features, int64_t steps,
                                      const torch::Tensor& noise, SamplerOrder order) {
  if (steps == 0) {
    return Coarse(features);
  }
  return Sample(Under(&unet_, features), noise.unsqueeze(1), steps, order).squeeze(1);
}

MdctDecoder::MdctDecoder(const CodecConfig& config, int64_t features)
    : hop_(config.hop),
      pure_noise_(config.decoder.pure_noise),
      mdct_(config.hop),
      coarse_(StepNorm(features), PointwiseConv(features, config.hop)),
      residual_norm_(features),
      scale_(PointwiseConv(features, features), torch::nn::SiLU(),
             PointwiseConv(features, config.hop)),
      unet_(config.decoder.unet, config.hop, features + config.hop) {
  register_module("coarse", coarse_);
  register_module("residual_norm", residual_norm_);
  register_module("scale", scale_);
  register_module("unet", unet_);
}

torch::Tensor MdctDecoder::Coarse(const torch::Tensor& features) {
  return mdct_->Synthesise(coarse_->forward(features));
}

torch::Tensor MdctDecoder::LogScale(const torch::Tensor& features) {
  return scale_->forward(features).to(torch::kFloat).clamp(kLowestLogScale, kHighestLogScale);
}

torch::Tensor MdctDecoder::Context(const torch::Tensor& features, const torch::Tensor& coarse,
                                   const torch::Tensor& log_scale) {
  // Compressed: partials stand 40 dB over what the residual leaves.
  return torch::cat({features, torch::asinh(coarse * torch::exp(-log_scale))}, 1);
}

DiffusionLosses MdctDecoder::DiffusionLoss(const torch::Tensor& features,
                                           const torch::Tensor& audio, const Generator& generator) {
  torch::Tensor coarse;
  {
    const torch::NoGradGuard no_grad;
    coarse = coarse_->forward(features).to(torch::kFloat);
  }
  const torch::Tensor normalised = residual_norm_(features.detach());
  const torch::Tensor difference = mdct_->Analyse(audio) - coarse;
  const torch::Tensor log_scale = LogScale(normalised);
  // The velocity's error would be smallest for a residual scaled to nothing: it may not move w.
  const torch::Tensor fixed = log_scale.detach();
  const torch::Tensor residual =
      (difference * torch::exp(-fixed)).clamp(-kLargestResidual, kLargestResidual);
  return {.velocity = VelocityLoss(Under(&unet_, Context(normalised, coarse, fixed)), residual,
                                   pure_noise_, generator),
          .scale = ScaleLoss(log_scale, difference)};
}

torch::Tensor MdctDecoder::Decode(const torch::Tensor& features, int64_t steps,
                                  const torch::Tensor& noise, SamplerOrder order) {
  const torch::Tensor coarse = coarse_->forward(features).to(torch::kFloat);
  if (steps == 0) {
    return mdct_->Synthesise(coarse);
  }
  const torch::Tensor normalised = residual_norm_(features);
  const torch::Tensor log_scale = LogScale(normalised);
  // The transform is orthonormal: white noise is as white in steps of coefficients.
  const torch::Tensor start = noise.view({noise.size(0), -1, hop_}).transpose(1, 2).contiguous();
  const torch::Tensor residual =
      Sample(Under(&unet_, Context(normalised, coarse, log_scale)), start, steps, order);
  return mdct_->Synthesise(coarse + residual * torch::exp(log_scale));
}

std::vector<torch::Tensor> MdctDecoder::ResidualParameters() {
  std::vector<torch::Tensor> all;
  for (const auto& part :
       {residual_norm_->parameters(), scale_->parameters(), unet_->parameters()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

SeanetRegression::SeanetRegression(const CodecConfig& config, int64_t features)
    : net_(config.decoder.seanet, features) {
  register_module("net", net_);
}

torch::Tensor SeanetRegression::Coarse(const torch::Tensor& features) { return net_(features); }

DiffusionLosses SeanetRegression::DiffusionLoss(const torch::Tensor& /*features*/,
                                                const torch::Tensor& /*audio*/,
                                                const Generator& /*generator*/) {
  TORCH_CHECK(false, "a regression decoder has no diffusion to train");
}

torch::Tensor SeanetRegression::Decode(const torch::Tensor& features, int64_t /*steps*/,
                                       const torch::Tensor& /*noise*/, SamplerOrder /*order*/) {
  return net_(features);
}

std::shared_ptr<Decoder> MakeDecoder(const CodecConfig& config, int64_t features) {
  switch (config.decoder.type) {
    case DecoderType::kWaveform:
      return std::make_shared<WaveformDecoder>(config, features);
    case DecoderType::kMdct:
      return std::make_shared<MdctDecoder>(config, features);
    case DecoderType::kSeanet:
      return std::make_shared<SeanetRegression>(config, features);
  }
  return nullptr;
}

}  // namespace spk
