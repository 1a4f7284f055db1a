#include "model/lapped/noise_shaper.h"

#include "model/lapped/bin_layers.h"

namespace spk {
namespace {

// Of each step that it sees a coefficient's size; of the bin itself the noise, the quantiser's step
// and the frequency.
constexpr int64_t kFeatures = kStepsSeen + 3;

}  // namespace

NoiseShaperImpl::NoiseShaperImpl(const BinLayersConfig& config)
    : reach_bins_(ReachInBins(config)),
      layers_(register_module("layers", MakeBinLayers(config, kFeatures, 1))) {}

torch::Tensor NoiseShaperImpl::forward(const torch::Tensor& estimate,
                                       const torch::Tensor& amplitudes,
                                       const torch::Tensor& log_step_sizes) {
  // Over the last bin that has noise there is nothing to shape.
  const int64_t bins = BinsUsed(amplitudes > 0, reach_bins_);
  const auto low = [bins](const torch::Tensor& x) { return x.narrow(1, 0, bins); };
  const torch::Tensor shaped =
      low(amplitudes) * Gains(low(estimate), low(amplitudes), low(log_step_sizes));
  return torch::cat({shaped, amplitudes.narrow(1, bins, amplitudes.size(1) - bins)}, 1);
}

torch::Tensor NoiseShaperImpl::Gains(const torch::Tensor& estimate, const torch::Tensor& amplitudes,
                                     const torch::Tensor& log_step_sizes) {
  const int64_t batch = estimate.size(0);
  const int64_t bins = estimate.size(1);
  const int64_t steps = estimate.size(2);
  const torch::Tensor place = torch::log2(torch::arange(bins, estimate.options()) + 8);
  const torch::Tensor cell = torch::stack({torch::log2(amplitudes + 0.01), log_step_sizes,
                                           place.unsqueeze(1).expand({batch, bins, steps})},
                                          1)
                                 .permute({0, 3, 1, 2});
  const torch::Tensor features = torch::cat({WithStepsBeside(Compressed(estimate.abs())), cell}, 2);
  const torch::Tensor octaves =
      kFurthest * torch::tanh(ApplyBinLayers(&layers_, features.flatten(0, 1)));
  return torch::exp2(octaves.reshape({batch, steps, bins}).transpose(1, 2));
}

}  // namespace spk
