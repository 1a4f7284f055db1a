#pragma once

#include <torch/torch.h>

#include "training/train_config.h"

namespace spk {

// What a batch of events costs by a recipe's measure: bits a cell, or of prompts events a cell.
struct RateCost {
  torch::Tensor loss;    // L_z, what gamma multiplies: scalar, mean over the samples
  torch::Tensor used;    // mean over the samples: scalar, no gradient
  torch::Tensor wanted;  // likewise, what costs nothing
};

// L_z of eq. 7 and of eq. 8 over N T, so that gamma does not depend on the geometry. Of kPacking
// and kEntropy what a sample uses over the budget counts, clipped for each sample by itself, then
// averaged; of kPromptRatio the octaves between S and S_0. events: [B, N, T] in {0, 1}; mu: [B],
// for prompts alone. Not for kNone.
RateCost MeasureRate(const RateTerm& term, const torch::Tensor& events, const torch::Tensor& mu);

// The same of bits a cell that something else has counted, [B]: what they are over the budget,
// clipped for each sample by itself.
RateCost OverBudget(const torch::Tensor& bits, double budget);

// Bits a cell of the compressed-time packing by the paper's formula, S ceil(log2 T) + (N - 1)
// ceil(log2 S), for a segment of 256 steps as dense as the sample, however long the window. The
// gradient is that of the step indices: 8 bits an event. [B, N, T] -> [B].
torch::Tensor PackedBitsPerCell(const torch::Tensor& events);

// Mean over the units of H(p_i), p_i the share of the sample's steps in which unit i fires: what an
// adaptive coder without context pays, in bits a cell. [B, N, T] -> [B].
torch::Tensor FiringEntropy(const torch::Tensor& events);

}  // namespace spk
