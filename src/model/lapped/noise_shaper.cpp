#include "model/lapped/noise_shaper.h"

#include <algorithm>
#include <vector>

#include "model/lapped/bin_layers.h"

namespace spk {
namespace {

// Of each step beside a coefficient's size; of the bin itself the noise, the quantiser's step and
// the frequency; and what all bins are told of the moment.
constexpr int64_t kMoment = 8;
constexpr int64_t kShaperFeatures = kStepsSeen + 3 + kMoment;

// Of a step size; noise that is fainter is all alike.
constexpr double kFaintestNoise = 0.01;

constexpr int64_t kOctaves = 8;
constexpr int64_t kLowest = 12;  // bins of the lowest
constexpr int64_t kHidden = 32;

// How loud each octave is in each step, 0 where it is silent: [B, K, T] -> [B, kOctaves, T].
torch::Tensor OctaveLevels(const torch::Tensor& coefficients) {
  constexpr double kFaintest = 1e-3;
  std::vector<torch::Tensor> levels;
  int64_t from = 0;
  int64_t until = kLowest;
  for (int64_t octave = 0; octave < kOctaves; ++octave) {
    until = octave + 1 == kOctaves ? coefficients.size(1) : std::min(until, coefficients.size(1));
    levels.push_back(torch::log2(
        1 + torch::square(coefficients.narrow(1, from, until - from)).sum(1) / kFaintest));
    from = until;
    until *= 2;
  }
  return torch::stack(levels, 1) / 4;
}

}  // namespace

NoiseShaperImpl::NoiseShaperImpl(const BinLayersConfig& config)
    : reach_bins_(ReachInBins(config)),
      moment_(register_module(
          "moment",
          torch::nn::Sequential(
              torch::nn::Conv1d(
                  torch::nn::Conv1dOptions(kOctaves, kHidden, 2 * kReach + 1).padding(kReach)),
              torch::nn::SiLU(), torch::nn::Conv1d(kHidden, kMoment, 1)))),
      layers_(register_module("layers", MakeBinLayers(config, kShaperFeatures, 1))) {}

torch::Tensor NoiseShaperImpl::forward(const torch::Tensor& estimate,
                                       const torch::Tensor& amplitudes,
                                       const torch::Tensor& log_step_sizes) {
  // Over the last bin that has noise there is nothing to shape.
  const int64_t bins = BinsUsed(amplitudes > 0, reach_bins_);
  const auto low = [bins](const torch::Tensor& x) { return x.narrow(1, 0, bins); };
  const torch::Tensor shaped =
      low(amplitudes) *
      Gains(low(estimate), low(amplitudes), low(log_step_sizes), Moment(estimate, log_step_sizes));
  return torch::cat({shaped, amplitudes.narrow(1, bins, amplitudes.size(1) - bins)}, 1);
}

torch::Tensor NoiseShaperImpl::Moment(const torch::Tensor& estimate,
                                      const torch::Tensor& log_step_sizes) {
  return moment_->forward(OctaveLevels(estimate * torch::exp2(log_step_sizes)));
}

torch::Tensor NoiseShaperImpl::Gains(const torch::Tensor& estimate, const torch::Tensor& amplitudes,
                                     const torch::Tensor& log_step_sizes,
                                     const torch::Tensor& moment) {
  const int64_t batch = estimate.size(0);
  const int64_t bins = estimate.size(1);
  const int64_t steps = estimate.size(2);
  const torch::Tensor place = torch::log2(torch::arange(bins, estimate.options()) + 8);
  const torch::Tensor cell = torch::stack({torch::log2(amplitudes + kFaintestNoise), log_step_sizes,
                                           place.unsqueeze(1).expand({batch, bins, steps})},
                                          1)
                                 .permute({0, 3, 1, 2});
  const torch::Tensor everywhere =
      moment.transpose(1, 2).unsqueeze(3).expand({batch, steps, kMoment, bins});
  const torch::Tensor features =
      torch::cat({WithStepsBeside(Compressed(estimate.abs())), cell, everywhere}, 2);
  const torch::Tensor octaves =
      kFurthest * torch::tanh(ApplyBinLayers(&layers_, features.flatten(0, 1)));
  return torch::exp2(octaves.reshape({batch, steps, bins}).transpose(1, 2));
}

}  // namespace spk
