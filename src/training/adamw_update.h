// What AdamW does to each weight of an array, apart from LibTorch: for the square root to be
// vectorised it is compiled with an option of its own.
#pragma once

#include <cstdint>

namespace spk {

// `keep` is what weight decay leaves, `follow` how far the average goes towards the weight.
struct AdamWUpdate {
  double scale, beta1, beta2, rate, root_scale, epsilon, follow;
  double keep = 1;
};

struct AdamWArrays {
  const float* gradient;
  float *parameter, *average, *first, *second;
};

// Elements `begin` up to `end`.
void UpdateWeights(const AdamWUpdate& update, const AdamWArrays& arrays, int64_t begin,
                   int64_t end);

}  // namespace spk
