#include "model/lapped/dequantizer.h"

#include "model/lapped/bin_layers.h"

namespace spk {
namespace {

// Of each step that it sees a signed level and whether it is used; of the bin itself how a phase
// turns there, and the step's size.
constexpr int64_t kFeatures = 2 * kStepsSeen + 3;

}  // namespace

DequantizerImpl::DequantizerImpl(const BinLayersConfig& config)
    : reach_bins_(ReachInBins(config)),
      layers_(register_module("layers", MakeBinLayers(config, kFeatures, 1))) {}

torch::Tensor DequantizerImpl::IsNearUsed(const torch::Tensor& used) const {
  return torch::max_pool1d(used, 2 * reach_bins_ + 1, /*stride=*/1, reach_bins_);
}

torch::Tensor DequantizerImpl::forward(const torch::Tensor& levels,
                                       const torch::Tensor& log_step_sizes) {
  const int64_t bins = levels.size(1);
  const int64_t steps = levels.size(2);
  const torch::Tensor seen = WithStepsBeside(Compressed(levels));
  const torch::Tensor used = (seen != 0).to(torch::kFloat);
  const torch::Tensor turned =
      QuarterTurns(bins, levels.options()).expand({levels.size(0), steps, 2, bins});
  const torch::Tensor scale = log_step_sizes.transpose(1, 2).unsqueeze(2);
  const torch::Tensor features =
      torch::cat({seen, used, turned, scale}, 2).reshape({-1, kFeatures, bins});
  const torch::Tensor near = IsNearUsed(used.amax(2).reshape({-1, 1, bins}));
  return (ApplyBinLayers(&layers_, features) * near)
      .reshape({levels.size(0), steps, bins})
      .transpose(1, 2);
}

}  // namespace spk
