#include "training/adamw_update.h"

#include <cmath>

namespace spk {

void UpdateWeights(const AdamWUpdate& update, const AdamWArrays& arrays, int64_t begin,
                   int64_t end) {
  const auto scale = static_cast<float>(update.scale);
  const auto beta1 = static_cast<float>(update.beta1);
  const auto beta2 = static_cast<float>(update.beta2);
  const auto rate = static_cast<float>(update.rate);
  const auto root_scale = static_cast<float>(update.root_scale);
  const auto epsilon = static_cast<float>(update.epsilon);
  const auto follow = static_cast<float>(update.follow);
  const auto keep = static_cast<float>(update.keep);
  const auto [g, p, a, m, v] = arrays;
  for (int64_t i = begin; i < end; ++i) {
    const float x = g[i] * scale;
    m[i] += (1 - beta1) * (x - m[i]);
    v[i] = beta2 * v[i] + (1 - beta2) * x * x;
    p[i] = p[i] * keep - rate * m[i] / (std::sqrt(v[i]) * root_scale + epsilon);
    a[i] += follow * (p[i] - a[i]);
  }
}

}  // namespace spk
