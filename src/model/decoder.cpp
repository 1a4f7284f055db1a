#include "model/decoder.h"

#include <span>

#include "model/conv.h"
#include "model/noise.h"
#include "model/velocity_network.h"

namespace spk {

WaveformDecoder::WaveformDecoder(const WaveformConfig& config, int64_t hop, int64_t features)
    : hop_(hop),
      pure_noise_(config.pure_noise),
      temperature_(config.temperature),
      unet_(config.unet, 1, features) {
  register_module("unet", unet_);
}

torch::Tensor WaveformDecoder::Coarse(const torch::Tensor& features) {
  const torch::Tensor noise = torch::empty({1, hop_ * features.size(2)});
  FillGaussian(0, 0, {noise.data_ptr<float>(), static_cast<size_t>(noise.numel())});
  return SampleFrom(features, 1, noise.to(features.device()).expand({features.size(0), -1}));
}

DiffusionLosses WaveformDecoder::DiffusionLoss(const torch::Tensor& features,
                                               const torch::Tensor& audio,
                                               const Generator& generator) {
  return {
      .velocity = VelocityLoss(Under(&unet_, features), audio.unsqueeze(1), pure_noise_, generator),
      .scale = torch::zeros({}, audio.options())};
}

torch::Tensor WaveformDecoder::Sample(const torch::Tensor& features, int64_t sampling_steps,
                                      const torch::Tensor& noise) {
  return SampleFrom(features, sampling_steps, temperature_ * noise);
}

torch::Tensor WaveformDecoder::SampleFrom(const torch::Tensor& features, int64_t sampling_steps,
                                          const torch::Tensor& start) {
  return spk::Sample(Under(&unet_, features), start.unsqueeze(1), sampling_steps).squeeze(1);
}

MdctDecoder::MdctDecoder(const MdctConfig& config, int64_t hop, int64_t features,
                         ResidualGenerator generator)
    : hop_(hop),
      temperature_(config.temperature),
      mdct_(hop),
      coarse_(StepNorm(features), PointwiseConv(features, hop)),
      generator_(std::move(generator)) {
  register_module("coarse", coarse_);
}

torch::Tensor MdctDecoder::Coarse(const torch::Tensor& features) {
  return mdct_->Synthesise(coarse_->forward(features).to(torch::kFloat));
}

DiffusionLosses MdctDecoder::DiffusionLoss(const torch::Tensor& features,
                                           const torch::Tensor& audio, const Generator& generator) {
  torch::Tensor coarse;
  {
    const torch::NoGradGuard no_grad;
    coarse = coarse_->forward(features).to(torch::kFloat);
  }
  return generator_->Loss(features, coarse, mdct_->Analyse(audio), generator);
}

torch::Tensor MdctDecoder::Sample(const torch::Tensor& features, int64_t sampling_steps,
                                  const torch::Tensor& noise) {
  const torch::Tensor coarse = coarse_->forward(features).to(torch::kFloat);
  // The transform is orthonormal: white noise is as white in steps of coefficients.
  const torch::Tensor start =
      (temperature_ * noise).view({noise.size(0), -1, hop_}).transpose(1, 2).contiguous();
  return mdct_->Synthesise(coarse + generator_->Sample(features, coarse, start, sampling_steps));
}

SeanetRegression::SeanetRegression(const SeanetConfig& config, int64_t features)
    : net_(config, features) {
  register_module("net", net_);
}

torch::Tensor SeanetRegression::Coarse(const torch::Tensor& features) { return net_(features); }

namespace {

std::shared_ptr<Decoder> Make(const MdctConfig& config, int64_t hop, int64_t features,
                              const ResidualGenerator& generator) {
  return std::make_shared<MdctDecoder>(config, hop, features, generator);
}

std::shared_ptr<Decoder> Make(const WaveformConfig& config, int64_t hop, int64_t features,
                              const ResidualGenerator& /*generator*/) {
  return std::make_shared<WaveformDecoder>(config, hop, features);
}

std::shared_ptr<Decoder> Make(const SeanetConfig& config, int64_t /*hop*/, int64_t features,
                              const ResidualGenerator& /*generator*/) {
  return std::make_shared<SeanetRegression>(config, features);
}

}  // namespace

std::shared_ptr<Decoder> MakeDecoder(const AutoencoderConfig& config, int64_t features,
                                     const ResidualGenerator& generator) {
  return std::visit(
      [&](const auto& decoder) { return Make(decoder, config.hop, features, generator); },
      config.decoder);
}

}  // namespace spk
