#include "model/lapped/firing.h"

#include <cmath>

#include "model/lapped/bin_layers.h"

namespace spk {
namespace {

// Of each step that it sees the signed coefficient and its size; of the bin itself how a phase
// turns there, and the step's size.
constexpr int64_t kCellFeatures = 2 * kStepsSeen + 3;

// Unlike tanh it never loses its slope: at first most cells are pushed one way, those between
// partials, and the others have to find back.
torch::Tensor Softsign(const torch::Tensor& x) { return x / (1 + x.abs()); }

// [kBands, bins]: how much of each band a bin hears, its neighbours in frequency cross-fading. The
// middles of the bands lie at equal distances of log(1 + k / 8) up to the last of all bins.
torch::Tensor BandsOfBins(int64_t all_bins, int64_t bins) {
  const double last = std::log1p(static_cast<double>(all_bins) / 8);
  const torch::Tensor place =
      torch::log1p(torch::arange(bins, torch::kFloat) / 8) * ((FiringImpl::kBands - 1) / last);
  const torch::Tensor band = torch::arange(FiringImpl::kBands, torch::kFloat).unsqueeze(1);
  return (1 - (place - band).abs()).clamp_min(0);
}

}  // namespace

FiringImpl::FiringImpl(const FiringConfig& config)
    : reach_bins_(ReachInBins(config.layers)),
      seanet_(register_module("seanet", SeanetEncoder(config.seanet))),
      layers_(
          register_module("layers", MakeBinLayers(config.layers, kCellFeatures + kChannels, 1))) {}

torch::Tensor FiringImpl::Heard(const torch::Tensor& audio, int64_t all_bins, int64_t bins) {
  const torch::Tensor heard = seanet_(audio);
  const torch::Tensor bands = BandsOfBins(all_bins, bins).to(audio.device());
  return torch::matmul(heard.reshape({heard.size(0), kChannels, kBands, -1}).permute({0, 3, 1, 2}),
                       bands);
}

torch::Tensor FiringImpl::forward(const torch::Tensor& audio, const torch::Tensor& coefficients,
                                  const torch::Tensor& log_step_sizes) {
  // Over the last coefficient that can fire no threshold need be known.
  constexpr double kLargestRounding = 0.5;
  const int64_t all_bins = coefficients.size(1);
  const int64_t bins = BinsUsed(coefficients.abs() > 1 - kLargestRounding - kFurthest, reach_bins_);
  const int64_t steps = coefficients.size(2);
  const torch::Tensor seen = WithStepsBeside(Compressed(coefficients.narrow(1, 0, bins)));
  const torch::Tensor turned =
      QuarterTurns(bins, coefficients.options()).expand({coefficients.size(0), steps, 2, bins});
  const torch::Tensor scale = log_step_sizes.narrow(1, 0, bins).transpose(1, 2).unsqueeze(2);
  const torch::Tensor features =
      torch::cat({seen, seen.abs(), turned, scale, Heard(audio, all_bins, bins)}, 2);
  const torch::Tensor moved =
      ApplyBinLayers(&layers_, features.reshape({-1, features.size(2), bins}))
          .reshape({coefficients.size(0), steps, bins})
          .transpose(1, 2);
  return torch::constant_pad_nd(kFurthest * Softsign(moved), {0, 0, 0, all_bins - bins});
}

}  // namespace spk
