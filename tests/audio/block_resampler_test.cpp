#include "audio/block_resampler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "audio/resampler.h"

namespace spk {
namespace {

constexpr int kRate = 22050;

float Tone(double hertz, double rate, int64_t i) {
  return static_cast<float>(std::sin(2 * std::numbers::pi * hertz * static_cast<double>(i) / rate));
}

std::vector<float> Tones(double hertz, int64_t frames) {
  std::vector<float> tone(static_cast<size_t>(frames));
  for (int64_t i = 0; i < frames; ++i) tone[static_cast<size_t>(i)] = Tone(hertz, kRate, i);
  return tone;
}

std::vector<float> Noise(size_t size) {
  std::mt19937 random(1);
  std::uniform_real_distribution<float> uniform(-1, 1);
  std::vector<float> noise(size);
  for (float& x : noise) x = uniform(random);
  return noise;
}

// Output frames from `first` on of a recording at kRate, fed in pieces of `piece` frames.
std::vector<float> Resample(std::span<const float> recording, int output_rate, int64_t first = 0,
                            int channels = 1, int64_t piece = 10007) {
  BlockResampler resampler(kRate, output_rate, channels, first);
  EXPECT_EQ(resampler.first_input_frame() % kRate, 0);
  std::vector<float> output;
  const int64_t end = std::ssize(recording);
  for (int64_t i = resampler.first_input_frame() * channels; i < end; i += piece * channels) {
    const int64_t size = std::min(piece * channels, end - i);
    resampler.Process(recording.subspan(static_cast<size_t>(i), static_cast<size_t>(size)),
                      &output);
  }
  resampler.Finish(&output);
  return output;
}

class BlockResamplerRateTest : public ::testing::TestWithParam<int> {};

TEST_P(BlockResamplerRateTest, KeepsATone) {
  const int rate = GetParam();
  const std::vector<float> output = Resample(Tones(1000, 20 * kRate), rate);
  ASSERT_EQ(std::ssize(output), 20 * rate);
  // Over two block borders; at the ends the tone begins and breaks off.
  for (int64_t i = rate / 4; i < 20 * rate - rate / 4; ++i) {
    ASSERT_NEAR(output[static_cast<size_t>(i)], Tone(1000, rate, i), 1e-4) << "sample " << i;
  }
}

TEST_P(BlockResamplerRateTest, BordersOfBlocksAreNoDiscontinuities) {
  const int rate = GetParam();
  // Up to the top of the band, where the filter is longest.
  for (const double hertz : {0.3, 3999.0, 7000.0, 10900.0}) {
    const std::vector<float> output = Resample(Tones(hertz, 10 * kRate), rate);
    Resampler unbroken(kRate, rate, 1);
    std::vector<float> expected;
    unbroken.Process(Tones(hertz, 10 * kRate), &expected);
    for (int64_t i = 7 * rate; i < 9 * rate; ++i) {
      const auto at = static_cast<size_t>(i);
      ASSERT_NEAR(output[at], expected[at], 1e-4) << hertz << " Hz, sample " << i;
    }
  }
}

TEST_P(BlockResamplerRateTest, DecodingMayBeginAnywhere) {
  const int rate = GetParam();
  const std::vector<float> noise = Noise(25 * kRate + 1234);
  const std::vector<float> whole = Resample(noise, rate);
  for (const int64_t first : {int64_t{1}, int64_t{rate} * 8 - 1, int64_t{rate} * 8,
                              int64_t{rate} * 17 + 77, std::ssize(whole) - 1}) {
    const std::vector<float> part = Resample(noise, rate, first, 1, 4096);
    ASSERT_EQ(std::ssize(part), std::ssize(whole) - first);
    EXPECT_TRUE(std::equal(part.begin(), part.end(), whole.begin() + first)) << "from " << first;
  }
  EXPECT_TRUE(Resample(noise, rate, std::ssize(whole)).empty());
  EXPECT_TRUE(Resample(noise, rate, std::ssize(whole) + 100 * int64_t{rate}).empty());
}

TEST_P(BlockResamplerRateTest, LengthIsExact) {
  const int64_t rate = GetParam();
  for (const int64_t frames : {0, 1, 2, kRate - 1, 7 * kRate, 8 * kRate - 1, 8 * kRate,
                               8 * kRate + 1, 9 * kRate, 9 * kRate + 1, 16 * kRate + 5}) {
    const std::vector<float> silence(static_cast<size_t>(frames));
    EXPECT_EQ(std::ssize(Resample(silence, GetParam())), (frames * rate + kRate - 1) / kRate)
        << frames;
  }
}

INSTANTIATE_TEST_SUITE_P(Rates, BlockResamplerRateTest,
                         ::testing::Values(8000, 16000, 22050, 44100, 48000, 96000, 44101),
                         ::testing::PrintToStringParamName());

TEST(BlockResamplerTest, EqualRatesChangeNothing) {
  const std::vector<float> noise = Noise(10 * kRate);
  EXPECT_EQ(Resample(noise, kRate), noise);
}

TEST(BlockResamplerTest, ChannelsStayApart) {
  const std::vector<float> left = Noise(10 * kRate);
  std::vector<float> both;
  for (const float x : left) both.insert(both.end(), {x, 0});
  const std::vector<float> mono = Resample(left, 48000);
  const std::vector<float> stereo = Resample(both, 48000, 12345, 2, 999);
  ASSERT_EQ(stereo.size(), 2 * (mono.size() - 12345));
  for (size_t i = 0; i < stereo.size(); i += 2) {
    ASSERT_EQ(stereo[i], mono[12345 + i / 2]);
    ASSERT_EQ(stereo[i + 1], 0);
  }
}

TEST(BlockResamplerTest, InputNeedNotBeReadFromTheStart) {
  EXPECT_EQ(BlockResampler(kRate, 44100, 1, 0).first_input_frame(), 0);
  EXPECT_EQ(BlockResampler(kRate, 44100, 1, 8 * 44100 - 1).first_input_frame(), 0);
  EXPECT_EQ(BlockResampler(kRate, 44100, 1, 8 * 44100).first_input_frame(), 7 * kRate);
  EXPECT_EQ(BlockResampler(kRate, 44100, 1, int64_t{3600} * 44100).first_input_frame(),
            int64_t{3599} * kRate);
}

// Rates at the limits of the format are slow to resample and useless, but no reason to crash.
TEST(BlockResamplerTest, ExtremeRates) {
  for (const int rate : {1, 100, 768000}) {
    EXPECT_EQ(std::ssize(Resample(Noise(9 * kRate), rate)), 9 * rate);
  }
}

}  // namespace
}  // namespace spk
