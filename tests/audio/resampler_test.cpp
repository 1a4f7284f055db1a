#include "audio/resampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace spk {
namespace {

float Tone(double hertz, double rate, size_t i) {
  return static_cast<float>(std::sin(2 * std::numbers::pi * hertz * static_cast<double>(i) / rate));
}

std::vector<float> Resample(const std::vector<float>& input, double from, double to, int channels,
                            size_t piece) {
  Resampler resampler(from, to, channels);
  std::vector<float> output;
  for (size_t i = 0; i < input.size(); i += piece) {
    resampler.Process(std::span(input).subspan(i, std::min(piece, input.size() - i)), &output);
  }
  resampler.Finish(&output);
  return output;
}

TEST(ResamplerTest, KeepsToneAndPositionAtEveryCommonRate) {
  for (const double rate : {8000.0, 16000.0, 44100.0, 48000.0, 96000.0, 192000.0}) {
    std::vector<float> input(static_cast<size_t>(rate));  // one second
    for (size_t i = 0; i < input.size(); ++i) input[i] = Tone(440, rate, i);
    const std::vector<float> output = Resample(input, rate, 22050, 1, 1000);
    ASSERT_NEAR(static_cast<double>(output.size()), 22050, 1) << rate;
    for (size_t i = 1000; i < 21000; ++i) {
      ASSERT_NEAR(output[i], Tone(440, 22050, i), 1e-4) << rate << " Hz, sample " << i;
    }
  }
}

TEST(ResamplerTest, RemovesWhatTheNewRateCannotHold) {
  std::vector<float> input(44100);
  for (size_t i = 0; i < input.size(); ++i) input[i] = Tone(15000, 44100, i);
  const std::vector<float> output = Resample(input, 44100, 22050, 1, 512);
  for (size_t i = 1000; i < 21000; ++i) ASSERT_LT(std::abs(output[i]), 1e-4);
}

TEST(ResamplerTest, ChannelsStayApartAndPiecesDoNotMatter) {
  std::vector<float> input;
  for (size_t i = 0; i < 20000; ++i) {
    input.push_back(Tone(300, 48000, i));
    input.push_back(0);
  }
  const std::vector<float> output = Resample(input, 48000, 22050, 2, input.size());
  EXPECT_EQ(output, Resample(input, 48000, 22050, 2, 250));
  for (size_t i = 1; i < output.size(); i += 2) ASSERT_EQ(output[i], 0);
}

TEST(ResamplerTest, EqualRatesChangeNothing) {
  const std::vector<float> input = {0.25F, -1, 3};
  EXPECT_EQ(Resample(input, 22050, 22050, 1, 2), input);
}

TEST(ResamplerTest, NothingInNothingOut) { EXPECT_TRUE(Resample({}, 44100, 22050, 1, 1).empty()); }

}  // namespace
}  // namespace spk
