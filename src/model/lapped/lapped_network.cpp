#include "model/lapped/lapped_network.h"

#include <algorithm>

#include "bitstream/graded_matrix.h"
#include "model/heaviside.h"
#include "model/lapped/bin_layers.h"
#include "model/reach.h"

namespace spk {
namespace {

// Of a step of the quantiser. The pseudo-derivative of the paper (eq. 6) reaches so far to each
// side of a threshold: where it reached a whole step, the many cells that are nearly empty would be
// asked to save bits that they do not cost, and drag all thresholds up.
constexpr double kReachOfThreshold = 0.25;

// How many levels fire beyond the first, whose threshold is at `over` = 0.
torch::Tensor FurtherLevels(const torch::Tensor& over) {
  const torch::Tensor above = over.clamp(0, GradedMatrix::kLargest - 1);
  const torch::Tensor nearest = torch::round(above.detach()).clamp_min(1);
  return nearest - 1 + Heaviside((above - nearest) / kReachOfThreshold);
}

}  // namespace

LappedNetworkImpl::LappedNetworkImpl(const LappedConfig& config)
    : config_(config), noise_(config), pre_echo_(config.hop), mdct_(config.hop) {
  const double bin_width =
      static_cast<double>(config.sample_rate) / 2 / static_cast<double>(config.hop);
  const torch::Tensor frequency = (torch::arange(config.bins, torch::kDouble) + 0.5) * bin_width;
  finest_ = (config.finest_step *
             torch::pow(1 + torch::square(frequency / config.corner), -config.slope / 2))
                .to(torch::kFloat);
  if (config.firing.layers.layers > 0) {
    encoder_ = register_module("encoder", Firing(config.firing));
    cost_ = register_module("cost", LevelCost());
  }
  if (config.dequantizer.layers > 0) {
    decoder_ = register_module("decoder", Dequantizer(config.dequantizer));
  }
  if (config.generator.layers > 0) {
    generator_ = register_module("generator", NoiseShaper(config.generator));
  }
}

int LappedNetworkImpl::encoder_reach() const {
  // A step's transform laps over half of either neighbour, and attacks are compared with a decode.
  const int64_t lap = config_.attacks ? 1 + PreEcho::kReach : 1;
  if (!encoder_) return static_cast<int>(lap);
  const int64_t heard = (SeanetReach(config_.firing.seanet) + config_.hop - 1) / config_.hop;
  return static_cast<int>(std::max(lap + kStepsBeside, heard));
}

int LappedNetworkImpl::decoder_reach() const {
  constexpr int64_t kLap = 1;
  const int64_t estimate = kLap + (decoder_ ? kStepsBeside : 0);
  const int64_t shape = estimate + (generator_ ? NoiseShaperImpl::kReach : 0);
  return static_cast<int>(fills() ? std::max(shape, NoiseFill::kSteps) : estimate);
}

void LappedNetworkImpl::DropGenerator() {
  if (!generator_) return;
  unregister_module("generator");
  generator_ = nullptr;
}

std::vector<torch::Tensor> LappedNetworkImpl::GeneratorParameters() const {
  return generator_ ? generator_->parameters() : std::vector<torch::Tensor>();
}

torch::Tensor LappedNetworkImpl::StepSizes(const torch::Tensor& mu, int64_t steps) const {
  const torch::Tensor octaves = mu.to(torch::kFloat) / 4;
  const torch::Tensor scale = torch::exp2(octaves.dim() == 1 ? octaves.unsqueeze(1) : octaves);
  return (finest_.to(mu.device()).unsqueeze(1) * scale.unsqueeze(1))
      .expand({mu.size(0), config_.bins, steps});
}

torch::Tensor LappedNetworkImpl::Coefficients(const torch::Tensor& audio,
                                              const torch::Tensor& step_sizes) const {
  return mdct_->Analyse(audio).narrow(1, 0, config_.bins) / step_sizes;
}

torch::Tensor LappedNetworkImpl::Sound(const torch::Tensor& levels) const {
  if (!fills()) return levels;
  const torch::Tensor silent = torch::zeros_like(levels.narrow(1, 0, NoiseFill::kBins));
  return torch::cat({silent, levels.narrow(1, NoiseFill::kBins, config_.bins - NoiseFill::kBins)},
                    1);
}

LappedEncoding LappedNetworkImpl::Fire(const torch::Tensor& audio,
                                       const torch::Tensor& coefficients,
                                       const torch::Tensor& step_sizes) {
  torch::Tensor over = torch::abs(coefficients) + (config_.rounding - 1);
  if (encoder_) over = over + encoder_(audio, coefficients, torch::log2(step_sizes));
  return {.fired = {.used = Sound(Heaviside(over / kReachOfThreshold)),
                    .more = Sound(FurtherLevels(over))},
          .signs = torch::sign(coefficients)};
}

LappedEncoding LappedNetworkImpl::Encode(const torch::Tensor& audio, const torch::Tensor& mu) {
  const torch::Tensor step_sizes = StepSizes(mu, audio.size(1) / config_.hop);
  return Fire(audio, Coefficients(audio, step_sizes), step_sizes);
}

torch::Tensor LappedNetworkImpl::Cost(const FiredLevels& fired, const torch::Tensor& mu) {
  return cost_(fired, torch::log2(StepSizes(mu, fired.used.size(2)))).sum({1, 2});
}

torch::Tensor LappedNetworkImpl::EncodeWithNoise(const torch::Tensor& audio,
                                                 const torch::Tensor& mu, int64_t first,
                                                 int64_t count, int64_t block) {
  const torch::Tensor step_sizes = StepSizes(mu, audio.size(1) / config_.hop);
  const torch::Tensor coefficients = Coefficients(audio, step_sizes);
  const torch::Tensor levels = Fire(audio, coefficients, step_sizes).levels();
  const torch::Tensor estimate = Estimate(levels, step_sizes);
  const torch::Tensor left_out = (coefficients - estimate).narrow(2, first, count);
  torch::Tensor told = levels.narrow(2, first, count).clone();
  for (int64_t i = 0; i < told.size(0); ++i) noise_.Measure(left_out[i], told[i], first - block);
  if (!config_.attacks) return told;
  const torch::Tensor decode = Synthesise(estimate, step_sizes);
  for (int64_t i = 0; i < told.size(0); ++i) {
    pre_echo_.Measure(audio[i], decode[i], told[i], first);
  }
  return told;
}

torch::Tensor LappedNetworkImpl::Estimate(const torch::Tensor& levels,
                                          const torch::Tensor& step_sizes) {
  if (!decoder_) return levels;
  // What is estimated near the last level depends on as many bins again.
  const int64_t bins = BinsUsed(levels != 0, 2 * decoder_->reach_bins());
  const torch::Tensor low = levels.narrow(1, 0, bins);
  const torch::Tensor meant =
      low + decoder_->forward(low, torch::log2(step_sizes.narrow(1, 0, bins)));
  return torch::cat({meant, levels.narrow(1, bins, levels.size(1) - bins)}, 1);
}

torch::Tensor LappedNetworkImpl::Synthesise(const torch::Tensor& coefficients,
                                            const torch::Tensor& step_sizes) {
  return mdct_->Synthesise(
      torch::constant_pad_nd(step_sizes * coefficients, {0, 0, 0, config_.hop - config_.bins}));
}

torch::Tensor LappedNetworkImpl::BeforeAttacks(const torch::Tensor& audio,
                                               const torch::Tensor& levels) const {
  if (!config_.attacks) return audio;
  std::vector<torch::Tensor> windows;
  for (int64_t i = 0; i < levels.size(0); ++i) windows.push_back(pre_echo_.Envelope(levels[i]));
  return audio * torch::stack(windows);
}

torch::Tensor LappedNetworkImpl::Decode(const torch::Tensor& levels, const torch::Tensor& mu) {
  const torch::Tensor step_sizes = StepSizes(mu, levels.size(2));
  return BeforeAttacks(Synthesise(Estimate(Sound(levels), step_sizes), step_sizes), levels);
}

torch::Tensor LappedNetworkImpl::DecodeWithNoise(const torch::Tensor& levels,
                                                 const torch::Tensor& mu,
                                                 const torch::Tensor& noise, int64_t first,
                                                 double gain) {
  const torch::Tensor step_sizes = StepSizes(mu, levels.size(2));
  const torch::Tensor estimate = Estimate(Sound(levels), step_sizes);
  std::vector<torch::Tensor> windows;
  for (int64_t i = 0; i < levels.size(0); ++i) {
    windows.push_back(noise_.Amplitudes(levels[i], first));
  }
  torch::Tensor amplitudes = config_.fill * torch::stack(windows);
  if (generator_) {
    amplitudes = generator_(estimate.detach(), amplitudes, torch::log2(step_sizes));
  }
  const torch::Tensor white =
      noise.reshape({noise.size(0), -1, config_.hop}).narrow(2, 0, config_.bins).transpose(1, 2);
  return BeforeAttacks(Synthesise(estimate + gain * amplitudes * white, step_sizes), levels);
}

}  // namespace spk
