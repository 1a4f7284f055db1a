#include "model/lapped/noise_detection.h"

#include <gtest/gtest.h>

#include <numbers>

namespace spk {
namespace {

constexpr int64_t kNoiseRate = 22050;
constexpr int64_t kLength = 16384;  // half a loudness block
constexpr double kHighest = 0.75;

torch::Tensor Noise(uint64_t seed) {
  torch::manual_seed(seed);
  return 1e-3 * torch::randn({kLength});
}

torch::Tensor Tone(double frequency) {
  return torch::sin(torch::arange(kLength) * (2 * std::numbers::pi * frequency / kNoiseRate));
}

// Power of a tone beside all of the noise, in dB.
torch::Tensor WithTone(uint64_t seed, double frequency, double db) {
  return Noise(seed) + std::sqrt(2.0) * 1e-3 * std::pow(10, db / 20) * Tone(frequency);
}

TEST(NoiseDetection, StationaryNoiseIsNoiseWhateverItsSpectrum) {
  for (uint64_t seed = 0; seed < 40; ++seed) {
    const torch::Tensor white = Noise(seed);
    EXPECT_TRUE(IsNoise(white, kHighest)) << seed;
    const torch::Tensor brown = white.cumsum(0) - white.cumsum(0).mean();
    EXPECT_TRUE(IsNoise(brown - 0.9 * torch::roll(brown, 1), kHighest)) << seed;
  }
}

// A third of an octave at 1 kHz has 16 dB less power than white noise.
TEST(NoiseDetection, AToneAsLoudAsTheNoiseOfItsBandIsNone) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    EXPECT_FALSE(IsNoise(WithTone(seed, 1000, -8), kHighest)) << seed;
    EXPECT_FALSE(IsNoise(WithTone(seed, 5000, -4), kHighest)) << seed;
    EXPECT_FALSE(IsNoise(WithTone(seed, 110, -12), kHighest)) << seed;
    EXPECT_TRUE(IsNoise(WithTone(seed, 1000, -30), kHighest)) << "nobody hears it";
    EXPECT_TRUE(IsNoise(WithTone(seed, 10000, 0), kHighest)) << "not coded";
  }
}

TEST(NoiseDetection, WhatBeginsOrEndsInItIsNone) {
  torch::Tensor applause = Noise(1);
  applause.slice(0, 0, kLength / 2) *= 10;
  EXPECT_FALSE(IsNoise(applause, kHighest));
  torch::Tensor click = Noise(2);
  click[kLength / 2] = 0.5;
  EXPECT_FALSE(IsNoise(click, kHighest));
}

TEST(NoiseDetection, SilenceIsNone) { EXPECT_FALSE(IsNoise(torch::zeros({kLength}), kHighest)); }

}  // namespace
}  // namespace spk
