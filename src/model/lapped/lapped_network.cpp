#include "model/lapped/lapped_network.h"

#include "bitstream/graded_matrix.h"

namespace spk {

LappedNetworkImpl::LappedNetworkImpl(const LappedConfig& config)
    : config_(config), noise_(config.bins), mdct_(config.hop) {
  const double bin_width =
      static_cast<double>(config.sample_rate) / 2 / static_cast<double>(config.hop);
  const torch::Tensor frequency = (torch::arange(config.bins, torch::kDouble) + 0.5) * bin_width;
  finest_ = (config.finest_step *
             torch::pow(1 + torch::square(frequency / config.corner), -config.slope / 2))
                .to(torch::kFloat);
  if (config.dequantizer.layers > 0) {
    decoder_ = register_module("decoder", Dequantizer(config.dequantizer));
  }
}

int LappedNetworkImpl::reach() const {
  constexpr int kLap = 1;  // a step's transform laps over half of either neighbour
  const int estimated = kLap + (decoder_ ? static_cast<int>(DequantizerImpl::kReach) : 0);
  return fills() ? std::max(estimated, static_cast<int>(NoiseFill::kSteps)) : estimated;
}

torch::Tensor LappedNetworkImpl::Steps(const torch::Tensor& mu, int64_t steps) const {
  const torch::Tensor octaves = mu.to(torch::kFloat) / 4;
  const torch::Tensor scale = torch::exp2(octaves.dim() == 1 ? octaves.unsqueeze(1) : octaves);
  return (finest_.to(mu.device()).unsqueeze(1) * scale.unsqueeze(1))
      .expand({mu.size(0), config_.bins, steps});
}

torch::Tensor LappedNetworkImpl::Coefficients(const torch::Tensor& audio, const torch::Tensor& mu) {
  const torch::Tensor coefficients = mdct_->Analyse(audio).narrow(1, 0, config_.bins);
  return coefficients / Steps(mu, coefficients.size(2));
}

torch::Tensor LappedNetworkImpl::Round(const torch::Tensor& coefficients) const {
  const torch::Tensor sizes = torch::floor(torch::abs(coefficients) + config_.rounding);
  return Sound(torch::sign(coefficients) * torch::clamp_max(sizes, GradedMatrix::kLargest));
}

torch::Tensor LappedNetworkImpl::Sound(const torch::Tensor& levels) const {
  if (!fills()) return levels;
  const torch::Tensor sound = levels.clone();
  sound.narrow(1, 0, NoiseFill::kBins).zero_();
  return sound;
}

torch::Tensor LappedNetworkImpl::Encode(const torch::Tensor& audio, const torch::Tensor& mu) {
  return Round(Coefficients(audio, mu));
}

torch::Tensor LappedNetworkImpl::EncodeWithNoise(const torch::Tensor& audio,
                                                 const torch::Tensor& mu, int64_t first,
                                                 int64_t count) {
  const torch::Tensor coefficients = Coefficients(audio, mu);
  const torch::Tensor levels = Round(coefficients);
  const torch::Tensor left_out = coefficients - Estimate(levels, Steps(mu, levels.size(2)));
  torch::Tensor told = levels.narrow(2, first, count).clone();
  noise_.Measure(left_out[0].narrow(1, first, count), told[0]);
  return told;
}

torch::Tensor LappedNetworkImpl::Estimate(const torch::Tensor& levels, const torch::Tensor& steps) {
  if (!decoder_) return levels;
  const torch::Tensor used = levels.detach().abs().amax({0, 2}).nonzero();
  const int64_t beyond = used.numel() == 0 ? 0 : used.max().item<int64_t>() + 1;
  // What is estimated near the last of them depends on as many bins again.
  const int64_t bins = std::min(beyond + 2 * decoder_->reach_bins(), levels.size(1));
  const torch::Tensor low = levels.narrow(1, 0, bins);
  const torch::Tensor meant = low + decoder_->forward(low, torch::log2(steps.narrow(1, 0, bins)));
  return torch::cat({meant, levels.narrow(1, bins, levels.size(1) - bins)}, 1);
}

torch::Tensor LappedNetworkImpl::Synthesise(const torch::Tensor& coefficients,
                                            const torch::Tensor& steps) {
  return mdct_->Synthesise(
      torch::constant_pad_nd(steps * coefficients, {0, 0, 0, config_.hop - config_.bins}));
}

torch::Tensor LappedNetworkImpl::Decode(const torch::Tensor& levels, const torch::Tensor& mu) {
  const torch::Tensor steps = Steps(mu, levels.size(2));
  return Synthesise(Estimate(Sound(levels), steps), steps);
}

torch::Tensor LappedNetworkImpl::DecodeWithNoise(const torch::Tensor& levels,
                                                 const torch::Tensor& mu,
                                                 const torch::Tensor& noise, int64_t first) {
  const torch::Tensor steps = Steps(mu, levels.size(2));
  const torch::Tensor white = noise.reshape({-1, config_.hop}).narrow(1, 0, config_.bins).t();
  const torch::Tensor filled = config_.fill * noise_.Amplitudes(levels[0], first) * white;
  return Synthesise(Estimate(Sound(levels), steps) + filled, steps);
}

}  // namespace spk
