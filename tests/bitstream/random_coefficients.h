#pragma once

#include <cmath>
#include <random>

#include "bitstream/graded_matrix.h"

namespace spk {

// Coefficients as a transform of music has them: `density` of the cells in use, mostly small.
inline GradedMatrix RandomCoefficients(int bins, int steps, double density, uint32_t seed) {
  GradedMatrix matrix(bins, steps);
  std::mt19937 random(seed);
  std::bernoulli_distribution used(density);
  std::exponential_distribution<double> octaves(1);
  for (int step = 0; step < steps; ++step) {
    for (int16_t& q : matrix.Row(step)) {
      if (!used(random)) continue;
      const double size = std::exp2(octaves(random));
      q = static_cast<int16_t>(std::min<double>(size, GradedMatrix::kLargest));
      if (random() % 2 == 0) q = static_cast<int16_t>(-q);
    }
  }
  return matrix;
}

}  // namespace spk
