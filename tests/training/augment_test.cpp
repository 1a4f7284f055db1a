#include "training/augment.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace spk {
namespace {

constexpr double kAugmentRate = 22050;

std::vector<float> Tone(double hertz, size_t size) {
  std::vector<float> samples(size);
  for (size_t i = 0; i < size; ++i) {
    samples[i] = static_cast<float>(
        std::sin(2 * std::numbers::pi * hertz * static_cast<double>(i) / kAugmentRate));
  }
  return samples;
}

double Rms(const std::vector<float>& x) {
  double energy = 0;
  for (const float sample : x) energy += static_cast<double>(sample) * sample;
  return std::sqrt(energy / static_cast<double>(x.size()));
}

Augmentation Nothing() {
  Augmentation none;
  none.gain_db = none.speed = 0;
  none.equaliser_probability = none.noise_probability = none.band_limit_probability =
      none.codec_probability = 0;
  return none;
}

TEST(AugmentTest, SpeedScalesTheFrequency) {
  for (const double speed : {0.97, 1.0, 1.03}) {
    const std::vector<float> source = Tone(1000, SourceLength(8000, speed));
    std::vector<float> output(8000);
    ChangeSpeed(source, speed, output);
    // The window of the sinc puts the output 15 samples of the source later.
    for (size_t i = 0; i < output.size(); ++i) {
      const double t = (static_cast<double>(i) * speed + 15) / kAugmentRate;
      ASSERT_NEAR(output[i], std::sin(2 * std::numbers::pi * 1000 * t), 5e-3) << speed << ' ' << i;
    }
  }
}

TEST(AugmentTest, OnlyPolarityIsLeftWithEverythingOff) {
  int flipped = 0;
  for (uint64_t key = 0; key < 100; ++key) {
    const std::vector<float> original = Tone(440, 1000);
    std::vector<float> window = original;
    Random random{key};
    Augment(Nothing(), kAugmentRate, &random, window);
    const float sign = window[10] * original[10] > 0 ? 1.0F : -1.0F;
    flipped += sign < 0 ? 1 : 0;
    for (size_t i = 0; i < window.size(); ++i) ASSERT_NEAR(window[i], sign * original[i], 1e-6);
  }
  EXPECT_NEAR(flipped, 50, 20);
}

TEST(AugmentTest, LevelChangesByTheGainAlone) {
  Augmentation config;
  config.equaliser_probability = config.band_limit_probability = config.codec_probability = 1;
  config.noise_probability = 0;
  for (uint64_t key = 0; key < 50; ++key) {
    std::vector<float> window = Tone(700, 20000);
    const double before = Rms(window);
    Random random{key};
    Augment(config, kAugmentRate, &random, window);
    EXPECT_LE(std::abs(20 * std::log10(Rms(window) / before)), config.gain_db + 1e-3);
  }
}

TEST(AugmentTest, NoiseStaysInItsRange) {
  Augmentation config = Nothing();
  config.noise_probability = 1;
  for (uint64_t key = 0; key < 50; ++key) {
    const std::vector<float> original = Tone(700, 20000);
    std::vector<float> window = original;
    Random random{key};
    Augment(config, kAugmentRate, &random, window);
    const float sign = window[8] * original[8] > 0 ? 1.0F : -1.0F;
    for (size_t i = 0; i < window.size(); ++i) window[i] -= sign * original[i];
    const double db = 20 * std::log10(Rms(window) / Rms(original));
    EXPECT_GT(db, config.noise_low_db - 1);
    EXPECT_LT(db, config.noise_high_db + 1);
  }
}

TEST(AugmentTest, ACodecLeavesItsMark) {
  Augmentation config = Nothing();
  config.codec_probability = 1;
  const std::vector<float> original = Tone(700, 20000);
  std::vector<float> window = original;
  Random random{1};
  Augment(config, kAugmentRate, &random, window);
  const float sign = window[5000] * original[5000] > 0 ? 1.0F : -1.0F;
  for (size_t i = 0; i < window.size(); ++i) window[i] -= sign * original[i];
  const double db = 20 * std::log10(Rms(window) / Rms(original));
  EXPECT_GT(db, -60);
  EXPECT_LT(db, -3);
}

TEST(AugmentTest, SilenceStaysSilence) {
  std::vector<float> window(1000, 0);
  Random random{1};
  Augment(Augmentation{}, kAugmentRate, &random, window);
  EXPECT_EQ(Rms(window), 0);
}

TEST(RandomTest, KeysGiveUnrelatedUniformNumbers) {
  double sum = 0;
  double product = 0;
  for (uint64_t i = 0; i < 10000; ++i) {
    Random a{1, i, 0};
    Random b{1, i, 1};
    const double x = a.Uniform() - 0.5;
    sum += x;
    product += x * (b.Uniform() - 0.5);
  }
  EXPECT_NEAR(sum / 10000, 0, 0.01);
  EXPECT_NEAR(product / 10000, 0, 0.004);
}

}  // namespace
}  // namespace spk
