#pragma once

#include <torch/torch.h>

#include <limits>

namespace spk {

// Triangular filters of peak 1 on the HTK mel scale, mel = 2595 log10(1 + f / 700), `bands` from 0
// to sample_rate / 2; of these the ones whose centre is `from_hertz` or higher and under
// `to_hertz`: [bands, bins].
torch::Tensor MelFilters(int64_t bins, int64_t bands, int64_t sample_rate, double from_hertz = 0,
                         double to_hertz = std::numeric_limits<double>::infinity());

}  // namespace spk
