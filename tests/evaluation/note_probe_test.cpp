#include "evaluation/note_probe.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace spk {
namespace {

constexpr int64_t kSteps = 2048;
constexpr int kPitches = 6;
constexpr int kFirst = 30;  // of the pitches' rows

// Notes at random, a tenth of a second or more apart. A unit a pitch fires `delay` steps after its
// note, or, where nothing is planted, as often at moments of its own; six more fire at random.
ProbeTrack Track(unsigned seed, bool planted, int64_t delay = 2) {
  std::mt19937 random(seed);
  ProbeTrack track{.features = torch::zeros({2 * kPitches, kSteps}),
                   .onsets = torch::zeros({kProbedPitches, kSteps})};
  const auto moments = [&] {
    std::vector<int64_t> steps;
    for (int64_t step = 10; step < kSteps - 10; step += 10 + random() % 60) steps.push_back(step);
    return steps;
  };
  for (int pitch = 0; pitch < kPitches; ++pitch) {
    const auto notes = moments();
    for (const int64_t step : notes) track.onsets[kFirst + pitch][step] = 1;
    for (const int64_t step : planted ? notes : moments()) track.features[pitch][step + delay] = 1;
    for (int64_t step = 0; step < kSteps; ++step) {
      if (random() % 8 == 0) track.features[kPitches + pitch][step] = 1;
    }
  }
  return track;
}

// Less than a real code takes.
ProbeOptions Quick() {
  torch::set_num_threads(1);
  return {.updates = 120, .learning_rate = 0.06};
}

NoteProbe Learnt(bool planted) {
  return {std::vector{Track(1, planted), Track(2, planted)}, Quick()};
}

TEST(NoteProbeTest, FindsWhatUnitsTell) {
  const NoteProbe probe = Learnt(true);
  const OnsetScore score = probe.Score(std::vector{Track(3, true), Track(4, true)});
  EXPECT_EQ(score.notes,
            torch::stack({Track(3, true).onsets, Track(4, true).onsets}).sum().item<int64_t>());
  EXPECT_GT(score.f1(), 0.98);
  EXPECT_GT(score.precision(), 0.98);
  EXPECT_GT(score.recall(), 0.98);
  EXPECT_GT(probe.threshold(), 0.01);
}

TEST(NoteProbeTest, FindsNothingThatIsNotThere) {
  // A guess is right by chance where a note is in one of five steps around it: every eighth time.
  EXPECT_LT(Learnt(false).Score(std::vector{Track(3, false)}).f1(), 0.25);
  EXPECT_LT(Learnt(true).Score(std::vector{Track(3, false)}).f1(), 0.25);
}

TEST(NoteProbeTest, WhatIsTooFarIsNotHeard) {
  const ProbeTrack far = Track(1, true, /*delay=*/9);
  EXPECT_LT(NoteProbe(std::vector{far}, Quick()).Score(std::vector{far}).f1(), 0.5);
}

TEST(NoteProbeTest, TheSeedDecides) {
  const auto f1 = [](uint64_t seed) {
    ProbeOptions options = Quick();
    options.seed = seed;
    options.updates = 5;
    return NoteProbe(std::vector{Track(1, true)}, options).Score(std::vector{Track(2, true)}).f1();
  };
  EXPECT_EQ(f1(1), f1(1));
}

TEST(NoteProbeTest, LogMelSpectraHaveAColumnAStep) {
  const torch::Tensor features = LogMelFeatures(torch::randn({20 * 512 + 100}), 22050, 21);
  EXPECT_EQ(features.sizes(), (torch::IntArrayRef{80, 21}));
  // White noise of variance 1: as much in every band as its filter lets through, in one and all.
  EXPECT_LT((features - features.mean(1, true)).abs().mean().item<double>(), 6);
}

TEST(OnsetScoreTest, Figures) {
  const OnsetScore score{.notes = 10, .found = 5, .right = 4};
  EXPECT_DOUBLE_EQ(score.precision(), 0.8);
  EXPECT_DOUBLE_EQ(score.recall(), 0.4);
  EXPECT_DOUBLE_EQ(score.f1(), 8.0 / 15);
  EXPECT_EQ(OnsetScore().f1(), 0);
}

}  // namespace
}  // namespace spk
