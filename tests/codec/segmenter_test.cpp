#include "codec/segmenter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace spk {
namespace {

constexpr Geometry kGeometry;
constexpr int64_t kHop = kGeometry.hop;
constexpr int64_t kSegmentSamples = kGeometry.segment_samples();
constexpr int kMarginSteps = 16;
constexpr int64_t kMargin = kMarginSteps * kHop;

std::vector<float> Noise(size_t samples, float level, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0, level);
  std::vector<float> noise(samples);
  for (float& x : noise) x = normal(random);
  return noise;
}

std::vector<Window> Cut(std::span<const float> interleaved, int channels, size_t piece) {
  Segmenter segmenter(channels, kGeometry, kMarginSteps);
  std::vector<Window> windows;
  const auto take = [&] {
    while (auto window = segmenter.Next()) windows.push_back(std::move(*window));
  };
  piece *= static_cast<size_t>(channels);
  for (size_t i = 0; i < interleaved.size(); i += piece) {
    segmenter.Add(interleaved.subspan(i, std::min(piece, interleaved.size() - i)));
    take();
  }
  segmenter.Finish();
  take();
  return windows;
}

TEST(Segmenter, NothingGivesNothing) { EXPECT_TRUE(Cut({}, 1, 1).empty()); }

TEST(Segmenter, WindowsHoldTheRecordingDividedByTheEnvelope) {
  const auto audio = Noise(2 * kSegmentSamples + 1000, 0.1F);
  const auto windows = Cut(audio, 1, 5000);
  ASSERT_EQ(windows.size(), 3U);
  EXPECT_EQ(windows[2].length, 2 * kHop);
  EXPECT_EQ(windows[2].channels[0].loudness.size(), 1U);
  std::vector<int8_t> points;
  for (const Window& window : windows) {
    const auto& own = window.channels[0].loudness;
    points.insert(points.end(), own.begin(), own.end());
  }
  std::vector<float> gain(audio.size());
  LoudnessEnvelope(points, 0, gain);
  for (const Window& window : windows) {
    const auto& samples = window.channels[0].audio;
    ASSERT_EQ(static_cast<int64_t>(samples.size()), window.length + 2 * kMargin);
    const int64_t start = static_cast<int64_t>(window.index) * kSegmentSamples - kMargin;
    for (int64_t i = 0; i < static_cast<int64_t>(samples.size()); ++i) {
      const int64_t t = start + i;
      const bool inside = t >= 0 && t < static_cast<int64_t>(audio.size());
      const float expected =
          inside ? audio[static_cast<size_t>(t)] / gain[static_cast<size_t>(t)] : 0;
      ASSERT_EQ(samples[static_cast<size_t>(i)], expected) << window.index << " " << i;
    }
  }
}

TEST(Segmenter, PiecesOfAnySizeGiveTheSame) {
  const auto audio = Noise(2 * (kSegmentSamples + 777), 0.1F);
  const auto whole = Cut(audio, 2, audio.size() / 2);
  const auto pieces = Cut(audio, 2, 321);
  ASSERT_EQ(whole.size(), pieces.size());
  for (size_t i = 0; i < whole.size(); ++i) {
    ASSERT_EQ(whole[i].channels.size(), pieces[i].channels.size());
    for (size_t c = 0; c < whole[i].channels.size(); ++c) {
      EXPECT_EQ(whole[i].channels[c].audio, pieces[i].channels[c].audio);
      EXPECT_EQ(whole[i].channels[c].loudness, pieces[i].channels[c].loudness);
    }
  }
}

TEST(Segmenter, ASide40DecibelsUnderTheMidIsLeftOut) {
  const auto frames = static_cast<size_t>(3 * kSegmentSamples);
  const auto mid = Noise(frames, 0.1F);
  const auto side = Noise(frames, 0.1F, 2);
  std::vector<float> audio(2 * frames);
  for (size_t i = 0; i < frames; ++i) {
    const bool middle = i / static_cast<size_t>(kSegmentSamples) == 1;
    audio[2 * i] = mid[i];
    audio[2 * i + 1] = side[i] * (middle ? 0.0102F : 0.0098F);
  }
  const auto windows = Cut(audio, 2, 4096);
  ASSERT_EQ(windows.size(), 3U);
  EXPECT_EQ(windows[0].channels.size(), 1U);
  EXPECT_EQ(windows[1].channels.size(), 2U);
  EXPECT_EQ(windows[2].channels.size(), 1U);
}

TEST(Segmenter, SilenceHasNoSide) {
  const std::vector<float> audio(4000);
  const auto windows = Cut(audio, 2, 4000);
  ASSERT_EQ(windows.size(), 1U);
  ASSERT_EQ(windows[0].channels.size(), 1U);
  for (const float x : windows[0].channels[0].audio) ASSERT_EQ(x, 0);
}

}  // namespace
}  // namespace spk
