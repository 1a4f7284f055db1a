#include "listening/clip.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "listening/loudness_match.h"
#include "system/temporary.h"

namespace spk {
namespace {

std::vector<float> Sine(double hertz, double amplitude, double seconds = 2) {
  std::vector<float> samples(static_cast<size_t>(seconds * kClipRate));
  for (size_t i = 0; i < samples.size(); ++i) {
    const double phase = 2 * std::numbers::pi * hertz * static_cast<double>(i) / kClipRate;
    samples[i] = static_cast<float>(amplitude * std::sin(phase));
  }
  return samples;
}

// dB that is left of a sine, its ends apart.
double Response(int cutoff, double hertz) {
  const auto before = Sine(hertz, 0.5);
  const auto after = LowPassed(before, cutoff);
  EXPECT_EQ(after.size(), before.size());
  double input = 0;
  double output = 1e-12;
  for (size_t i = kClipRate / 2; i < before.size() - kClipRate / 2; ++i) {
    input += std::pow(before[i], 2);
    output += std::pow(after[i], 2);
  }
  return 10 * std::log10(output / input);
}

// BS.1534-3: no more than 0.1 dB of ripple up to the cut-off, 25 dB less at 4 kHz and 50 at 4.5.
TEST(LowPassed, IsTheAnchorOfTheStandard) {
  for (const double hertz : {100.0, 1000.0, 3000.0, 3500.0}) {
    EXPECT_NEAR(Response(3500, hertz), 0, 0.1) << hertz;
  }
  EXPECT_LT(Response(3500, 4000), -25);
  EXPECT_LT(Response(3500, 4500), -50);
  EXPECT_NEAR(Response(7000, 7000), 0, 0.1);
  EXPECT_LT(Response(7000, 8000), -25);
  EXPECT_LT(Response(7000, 9000), -50);
}

TEST(LowPassed, NothingIsShifted) {
  const auto before = Sine(440, 0.5);
  const auto after = LowPassed(before, 3500);
  for (size_t i = 10000; i < 11000; ++i) ASSERT_NEAR(after[i], before[i], 1e-3);
}

TEST(ReadExcerpt, FromTheMiddleOrFromAStart) {
  const ScratchFolder scratch;
  const std::string path = scratch.path() + "/ramp.wav";
  std::vector<float> ramp(10 * kClipRate);
  for (size_t i = 0; i < ramp.size(); ++i) ramp[i] = static_cast<float>(i) / 1e6F;
  ASSERT_TRUE(WriteClip(ramp, path));
  const auto middle = ReadExcerpt(path, -1, 4);
  ASSERT_TRUE(middle);
  EXPECT_EQ(middle->start, 3);
  ASSERT_EQ(middle->samples.size(), 4 * kClipRate);
  EXPECT_NEAR(middle->samples[0], 0.144, 1e-4);
  const auto late = ReadExcerpt(path, 9, 4);
  ASSERT_TRUE(late);
  EXPECT_EQ(late->samples.size(), kClipRate);
  EXPECT_NEAR(late->samples[0], 0.432, 1e-4);
  EXPECT_EQ(ReadExcerpt(path, -1, 12)->samples.size(), ramp.size());  // all of a short one
  EXPECT_EQ(ReadExcerpt(path, 11, 4).error().code, ErrorCode::kInput);
}

// BS.1770: a sine of 997 Hz at full scale in one channel has -3.01 LKFS.
TEST(Loudness, OfTheStandardsSine) {
  EXPECT_NEAR(Loudness(Sine(997, 1, 5)), -3.01, 0.02);
  EXPECT_NEAR(Loudness(Sine(997, 0.1, 5)), -23.01, 0.02);
}

TEST(MatchLoudness, AllAreAsLoudAndNothingClips) {
  std::vector<Stimulus> stimuli = {{.name = "loud", .samples = Sine(500, 0.9)},
                                   {.name = "soft", .samples = Sine(3000, 0.001)}};
  ASSERT_TRUE(MatchLoudness(&stimuli));
  for (const Stimulus& stimulus : stimuli) {
    EXPECT_NEAR(Loudness(stimulus.samples), -23, 0.02) << stimulus.name;
  }
  EXPECT_LT(stimuli[0].gain, 0);
  EXPECT_GT(stimuli[1].gain, 30);

  // A click of 1 ms has a peak far over its loudness: both stay below, and level.
  std::vector<float> click(2 * kClipRate);
  std::fill_n(click.begin() + 1000, 48, 0.9F);
  stimuli[1].samples = click;
  ASSERT_TRUE(MatchLoudness(&stimuli));
  EXPECT_NEAR(stimuli[1].samples[1000], std::pow(10, -1 / 20.0), 1e-3);
  EXPECT_NEAR(Loudness(stimuli[0].samples), Loudness(stimuli[1].samples), 0.02);
}

TEST(MatchLoudness, SilenceIsTold) {
  std::vector<Stimulus> stimuli = {{.name = "nothing", .samples = std::vector<float>(kClipRate)}};
  const auto matched = MatchLoudness(&stimuli);
  ASSERT_FALSE(matched);
  EXPECT_EQ(matched.error().code, ErrorCode::kInput);
  EXPECT_EQ(matched.error().message, "nothing is silent where the clip is taken");
}

}  // namespace
}  // namespace spk
