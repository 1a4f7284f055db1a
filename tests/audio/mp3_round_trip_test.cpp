#include "audio/mp3_round_trip.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace spk {
namespace {

constexpr int kRate = 22050;

// Falls by 6 dB an octave, as music does.
std::vector<float> Noise(size_t size) {
  std::vector<float> samples(size);
  std::minstd_rand random(1);
  float brown = 0;
  for (float& x : samples) {
    brown = 0.99F * brown + std::uniform_real_distribution<float>(-1, 1)(random);
    x = brown;
  }
  return samples;
}

// dB of the original over the difference, without the ends.
double Snr(const std::vector<float>& original, const std::vector<float>& decoded) {
  double power = 0;
  double error = 0;
  for (size_t i = 5000; i + 5000 < original.size(); ++i) {
    power += double{original[i]} * original[i];
    error += std::pow(double{decoded[i]} - original[i], 2);
  }
  return 10 * std::log10(power / error);
}

// Also shows that nothing is shifted.
TEST(Mp3RoundTrip, LosesMoreAtLowerRates) {
  const std::vector<float> original = Noise(3 * kRate);
  double last = 0;
  for (const int kbps : {8, 24, 64, 160}) {
    std::vector<float> decoded = original;
    ASSERT_TRUE(Mp3RoundTrip(kRate, kbps, decoded));
    const double snr = Snr(original, decoded);
    EXPECT_GT(snr, last + 1) << kbps;
    last = snr;
  }
}

TEST(Mp3RoundTrip, SilenceAndFewSamples) {
  std::vector<float> silence(1000);
  ASSERT_TRUE(Mp3RoundTrip(kRate, 32, silence));
  EXPECT_EQ(silence, std::vector<float>(1000));
  std::vector<float> few = {0.5F};
  ASSERT_TRUE(Mp3RoundTrip(kRate, 32, few));
  EXPECT_TRUE(std::isfinite(few[0]));
}

}  // namespace
}  // namespace spk
