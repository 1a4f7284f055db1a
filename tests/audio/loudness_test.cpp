#include "audio/loudness.h"

#include <gmock/gmock.h>

#include <cmath>

namespace spk {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::FloatNear;
using ::testing::IsEmpty;

std::vector<int8_t> Measure(const std::vector<float>& samples, size_t piece) {
  LoudnessMeter meter;
  for (size_t i = 0; i < samples.size(); i += piece) {
    meter.Add(std::span(samples).subspan(i, std::min(piece, samples.size() - i)));
  }
  return meter.Points();
}

// RMS of exactly `points` steps of 1.5 dB.
float Level(double points) { return static_cast<float>(std::pow(10, points * 1.5 / 20)); }

TEST(LoudnessTest, ConstantLevelIsExact) {
  const std::vector<float> samples(3 * kLoudnessBlock, Level(-13));
  EXPECT_THAT(Measure(samples, samples.size()), ElementsAre(-13, -13, -13));
}

TEST(LoudnessTest, OnePointAStartedBlock) {
  EXPECT_THAT(Measure({}, 1), IsEmpty());
  EXPECT_THAT(Measure({0.5F}, 1), ElementsAre(-4));
  EXPECT_EQ(Measure(std::vector<float>(kLoudnessBlock, 1), 999).size(), 1U);
  EXPECT_EQ(Measure(std::vector<float>(kLoudnessBlock + 1, 1), 999).size(), 2U);
}

// Half blocks of 0, -3, -6, … points and back up, so that every point is another.
std::vector<float> Mountains() {
  std::vector<float> samples(static_cast<size_t>(31 * kLoudnessBlock / 4));
  for (size_t i = 0; i < samples.size(); ++i) {
    const auto half_block = static_cast<int>(i / (kLoudnessBlock / 2));
    samples[i] = Level(-3 * std::abs(8 - half_block)) * (i % 2 == 0 ? 1.0F : -1.0F);
  }
  return samples;
}

TEST(LoudnessTest, PointsAreTheRmsOfFourHalfBlocks) {
  const std::vector<float> samples = Mountains();
  // The definition by itself: 10 log10 of the mean square of what there is from half a block before
  // the block to half a block after it.
  std::vector<int8_t> expected;
  for (int64_t start = 0; start < std::ssize(samples); start += kLoudnessBlock) {
    const int64_t from = std::max<int64_t>(0, start - kLoudnessBlock / 2);
    const int64_t to = std::min(std::ssize(samples), start + kLoudnessBlock * 3 / 2);
    double energy = 0;
    for (int64_t i = from; i < to; ++i) energy += std::pow(samples[static_cast<size_t>(i)], 2);
    const double db = 10 * std::log10(energy / static_cast<double>(to - from));
    expected.push_back(static_cast<int8_t>(std::lround(db / 1.5)));
  }
  EXPECT_EQ(expected.size(), 8U);
  EXPECT_EQ(Measure(samples, samples.size()), expected);
}

TEST(LoudnessTest, PiecesDoNotMatter) {
  const std::vector<float> samples = Mountains();
  EXPECT_EQ(Measure(samples, samples.size()), Measure(samples, 777));
}

TEST(LoudnessTest, FloorIs45DbUnderTheLoudest) {
  std::vector<float> samples(6 * kLoudnessBlock, Level(-60));
  std::fill_n(samples.begin(), kLoudnessBlock, 1.0F);
  // Point 1 hears half a block of the loud one: 2 of 8 quarter blocks less 3 + 3 dB.
  EXPECT_THAT(Measure(samples, 4096), ElementsAre(-1, -4, -31, -31, -31, -31));
}

TEST(LoudnessTest, FloorKnowsNothingOfWhatComesLater) {
  std::vector<float> samples(6 * kLoudnessBlock, Level(-60));
  std::fill_n(samples.begin() + 3 * kLoudnessBlock, kLoudnessBlock, 1.0F);
  // The first two points hear nothing of the loud block; the third hears half a block of it.
  EXPECT_THAT(Measure(samples, 4096), ElementsAre(-60, -60, -4, -2, -4, -32));
}

TEST(LoudnessTest, CompletePointsAreThoseOfTheWholeRecording) {
  std::vector<float> samples = Mountains();
  samples.insert(samples.end(), 2 * kLoudnessBlock, 1e-5F);  // and some on the floor
  const std::vector<int8_t> whole = Measure(samples, samples.size());
  LoudnessMeter meter;
  int64_t seen = 0;
  for (size_t i = 0; i < samples.size(); i += 512) {
    meter.Add(std::span(samples).subspan(i, 512));
    const auto added = static_cast<int64_t>(i) + 512;
    ASSERT_EQ(meter.complete_points(),
              std::max<int64_t>(0, (added - kLoudnessBlock / 2) / kLoudnessBlock));
    ASSERT_EQ(meter.points(), (added + kLoudnessBlock - 1) / kLoudnessBlock);
    for (; seen < meter.complete_points(); ++seen) {
      EXPECT_THAT(meter.Points(seen, 1), ElementsAre(whole[static_cast<size_t>(seen)]));
    }
  }
  EXPECT_EQ(seen, std::ssize(whole) - 1);
}

TEST(LoudnessTest, AnyRangeOfPoints) {
  LoudnessMeter meter;
  meter.Add(Mountains());
  const std::vector<int8_t> all = meter.Points();
  for (int64_t first = 0; first <= meter.points(); ++first) {
    for (int64_t count = 0; first + count <= meter.points(); ++count) {
      EXPECT_EQ(meter.Points(first, count),
                std::vector<int8_t>(all.begin() + first, all.begin() + first + count));
    }
  }
}

TEST(LoudnessTest, SilenceHasAPoint) {
  EXPECT_THAT(Measure(std::vector<float>(2 * kLoudnessBlock, 0), 512),
              ElementsAre(kQuietestPoint, kQuietestPoint));
}

TEST(LoudnessTest, EnvelopeRunsStraightInDbBetweenTheMiddlesOfBlocks) {
  const std::vector<int8_t> points = {-10, -20};
  std::vector<float> gain(4 * kLoudnessBlock);
  LoudnessEnvelope(points, -kLoudnessBlock, gain);
  const auto at = [&](double block) {
    return gain[static_cast<size_t>((block + 1) * static_cast<double>(kLoudnessBlock))];
  };
  EXPECT_NEAR(at(-1), Level(-10), 1e-6);
  EXPECT_NEAR(at(0.5), Level(-10), 1e-6);
  EXPECT_NEAR(at(0.75), Level(-12.5), 1e-6);
  EXPECT_NEAR(at(1), Level(-15), 1e-6);
  EXPECT_NEAR(at(1.5), Level(-20), 1e-6);
  EXPECT_NEAR(at(2.9), Level(-20), 1e-6);
}

TEST(LoudnessTest, WindowsOfTheEnvelopeAgreeToTheBit) {
  const std::vector<int8_t> points = {-10, -37, 4};
  std::vector<float> whole(3 * kLoudnessBlock);
  LoudnessEnvelope(points, 0, whole);
  std::vector<float> window(40000);
  LoudnessEnvelope(points, 12345, window);
  EXPECT_TRUE(std::equal(window.begin(), window.end(), whole.begin() + 12345));
}

TEST(LoudnessTest, DividingByTheEnvelopeLevelsADecay) {
  std::vector<float> samples(10 * kLoudnessBlock);
  for (size_t i = 0; i < samples.size(); ++i) {
    samples[i] = Level(-static_cast<double>(i) / kLoudnessBlock);  // 1.5 dB a block
  }
  const std::vector<int8_t> points = Measure(samples, 10000);
  std::vector<float> gain(samples.size());
  LoudnessEnvelope(points, 0, gain);
  for (size_t i = 0; i < samples.size(); ++i) samples[i] /= gain[i];
  // At the ends, half a block from the last point, it may be a whole point off.
  EXPECT_THAT(samples, Each(FloatNear(1, 0.19)));
}

TEST(LoudnessTest, NoPointsMeansUnitGain) {
  std::vector<float> gain(100, 7);
  LoudnessEnvelope({}, 5, gain);
  EXPECT_THAT(gain, Each(1.0F));
}

// What is negative is noise here: two blocks and a half of it, then one that is not.
TEST(LoudnessTest, ABlockAmongNoiseIsRaised) {
  std::vector<float> samples(static_cast<size_t>(7 * kLoudnessBlock / 2), -Level(-40));
  std::fill(samples.begin() + 5 * kLoudnessBlock / 2, samples.end(), Level(-40));
  int asked = 0;
  LoudnessMeter whole(kLoudnessBlock, [&](std::span<const float> half) {
    ++asked;
    EXPECT_EQ(std::ssize(half), kLoudnessBlock / 2);
    return half.front() < 0;
  });
  whole.Add(samples);
  // Half a block more would still change the last point, but what there is of it is no noise.
  EXPECT_THAT(whole.Points(), ElementsAre(-40 + kNoiseLift, -40 + kNoiseLift, -40, -40));
  EXPECT_EQ(asked, 7);

  LoudnessMeter pieces(kLoudnessBlock, [](std::span<const float> half) { return half[0] < 0; });
  for (size_t at = 0; at < samples.size(); at += 999) {
    pieces.Add(std::span(samples).subspan(at, std::min<size_t>(999, samples.size() - at)));
  }
  EXPECT_EQ(pieces.Points(), whole.Points());
}

// What is not half a block yet is not asked of; beside noise it is taken for more of it.
TEST(LoudnessTest, NobodyKnowsOfAHalfBlockThatHasNotEnded) {
  const auto points = [](int64_t length) {
    LoudnessMeter meter(kLoudnessBlock, [](std::span<const float> half) { return half[0] < 0; });
    meter.Add(std::vector<float>(static_cast<size_t>(length), -Level(-40)));
    return meter.Points();
  };
  EXPECT_THAT(points(kLoudnessBlock / 2 - 1), ElementsAre(-40));
  EXPECT_THAT(points(kLoudnessBlock / 2 + 1), ElementsAre(-40 + kNoiseLift));
}

// The loudest so far is what was measured.
TEST(LoudnessTest, RaisedNoiseIsNotTheLoudestSoFar) {
  std::vector<float> samples(static_cast<size_t>(3 * kLoudnessBlock), -Level(-10));
  samples.resize(static_cast<size_t>(7 * kLoudnessBlock), Level(-39));
  LoudnessMeter meter(kLoudnessBlock, [](std::span<const float> half) { return half[0] < 0; });
  meter.Add(samples);
  EXPECT_EQ(meter.Points().front(), -10 + kNoiseLift);
  EXPECT_EQ(meter.Points().back(), -39);
}

}  // namespace
}  // namespace spk
