// Convolutions over the bins of a step, which see the steps beside it as channels: what all
// networks over the grid of a lapped transform are made of.
#pragma once

#include <torch/torch.h>

#include "model/lapped/lapped_config.h"

namespace spk {

inline constexpr int64_t kStepsBeside = 2;  // that a cell sees to each side
inline constexpr int64_t kStepsSeen = 2 * kStepsBeside + 1;

// `layers` convolutions, each with SiLU, and a last one of kernel 1, which is zero at first.
torch::nn::Sequential MakeBinLayers(const BinLayersConfig& config, int64_t features,
                                    int64_t outputs);

// Bins to each side that an output depends on.
int64_t ReachInBins(const BinLayersConfig& config);

// Of many steps, each by itself: [steps, features, K] -> [steps, outputs, K].
torch::Tensor ApplyBinLayers(torch::nn::Sequential* layers, const torch::Tensor& features);

// [B, K, T] -> [B, T, kStepsSeen, K]: each step with those beside it, zeros beyond the ends.
torch::Tensor WithStepsBeside(const torch::Tensor& cells);

// By how many quarter circles a partial's phase has turned in a bin from one step to the next, as
// cosine and sine: [2, K].
torch::Tensor QuarterTurns(int64_t bins, const torch::TensorOptions& options);

// Signed, compressed: sign(x) log2(1 + |x|).
torch::Tensor Compressed(const torch::Tensor& x);

// The bins from the lowest up to the last that is used in any cell of `used` ([B, K, T], bool), and
// `beyond` more where there are; one at least.
int64_t BinsUsed(const torch::Tensor& used, int64_t beyond);

}  // namespace spk
