// A recording and a bad copy of it, by formulas that reference_metrics.py has too.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace spk {

inline constexpr int kTestRate = 22050;

inline std::vector<double> Noise(size_t samples, uint32_t seed) {
  std::vector<double> noise(samples);
  for (double& x : noise) {
    seed = seed * 1664525 + 1013904223;
    x = seed / 4294967296.0 - 0.5;
  }
  return noise;
}

// 20 s: a decaying chord with noise and an offset; from second 6 to 12 it is 60 dB softer.
inline std::vector<float> TestReference() {
  const std::vector<double> noise = Noise(20 * kTestRate, 1);
  std::vector<float> signal(noise.size());
  for (size_t i = 0; i < signal.size(); ++i) {
    const double phase = 2 * M_PI * static_cast<double>(i) / kTestRate;
    const double chord =
        std::sin(220 * phase) + 0.3 * std::sin(1760 * phase) + 0.02 * std::sin(5000 * phase);
    const double decay = 0.3 * std::exp(-0.2 * static_cast<double>(i) / kTestRate);
    const bool soft = i >= 6 * kTestRate && i < 12 * kTestRate;
    signal[i] = static_cast<float>((decay * chord + 0.01 * noise[i] + 0.001) * (soft ? 1e-3 : 1));
  }
  return signal;
}

// Softer, with an echo of three samples, noise and another offset.
inline std::vector<float> TestEstimate(const std::vector<float>& reference) {
  const std::vector<double> noise = Noise(reference.size(), 2);
  std::vector<float> estimate(reference.size());
  for (size_t i = 0; i < estimate.size(); ++i) {
    const double echo = i >= 3 ? reference[i - 3] : 0;
    estimate[i] = static_cast<float>(0.8 * reference[i] + 0.05 * echo + 0.02 * noise[i] - 0.002);
  }
  return estimate;
}

}  // namespace spk
