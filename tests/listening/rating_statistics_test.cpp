#include "listening/rating_statistics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace spk {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

// Exact sums of binomial coefficients.
TEST(SignTest, IsExact) {
  EXPECT_NEAR(SignTest(8, 2), 0.109375, 1e-12);
  EXPECT_NEAR(SignTest(2, 8), 0.109375, 1e-12);
  EXPECT_NEAR(SignTest(17, 3), 0.0025768280029296875, 1e-12);
  EXPECT_NEAR(SignTest(60, 40), 0.05688793364098078, 1e-12);
  EXPECT_EQ(SignTest(1, 0), 1);
  EXPECT_EQ(SignTest(5, 5), 1);
  EXPECT_EQ(SignTest(0, 0), 1);
}

// As R's p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") has it.
TEST(HolmCorrected, RisesAndEndsAtOne) {
  EXPECT_THAT(HolmCorrected({0.01, 0.04, 0.03, 0.005}),
              ElementsAre(DoubleNear(0.03, 1e-12), DoubleNear(0.06, 1e-12), DoubleNear(0.06, 1e-12),
                          DoubleNear(0.02, 1e-12)));
  EXPECT_THAT(HolmCorrected({0.7, 0.6}), ElementsAre(1, 1));
  EXPECT_TRUE(HolmCorrected({}).empty());
}

// Every listener in every trial: the score is the sum of what is theirs and what is the trial's.
Ratings Additive() {
  Ratings ratings{.listeners = {"a", "b", "c", "d", "e"},
                  .trials = {"1", "2", "3", "4"},
                  .stimuli = {"unrated", "free"},
                  .all = {}};
  constexpr std::array kListeners = {40.0, 55.0, 62.0, 81.0, 90.0};
  constexpr std::array kTrials = {-8.0, -3.0, 2.0, 5.0};
  for (size_t listener = 0; listener < kListeners.size(); ++listener) {
    for (size_t trial = 0; trial < kTrials.size(); ++trial) {
      ratings.all.push_back({.listener = listener,
                             .trial = trial,
                             .stimulus = 1,
                             .score = kListeners[listener] + kTrials[trial],
                             .kbps = static_cast<double>(trial)});
    }
  }
  return ratings;
}

// Its limits were found by going through all 5^5 × 4^4 bootstrap samples.
TEST(Summarize, IntervalOfTheEnumeratedBootstrap) {
  const auto figures = Summarize(Additive(), 1);
  ASSERT_EQ(figures.size(), 1);
  EXPECT_EQ(figures[0].stimulus, 1);
  EXPECT_EQ(figures[0].ratings, 20);
  EXPECT_NEAR(figures[0].mean, 64.6, 1e-9);
  EXPECT_NEAR(figures[0].kbps, 1.5, 1e-9);
  EXPECT_NEAR(figures[0].low, 48.25, 0.5);
  EXPECT_NEAR(figures[0].high, 80.95, 0.5);
}

TEST(Summarize, TheSameSeedGivesTheSame) {
  const auto low = [](uint64_t seed) { return Summarize(Additive(), seed)[0].low; };
  EXPECT_EQ(low(1), low(1));
}

// Who is left out has a name and no ratings: as if there were no such listener.
TEST(Summarize, ThoseWithoutRatingsAreNotDrawn) {
  Ratings ratings = Additive();
  for (Rating& rating : ratings.all) rating.listener += 3;
  ratings.listeners = {"x", "y", "z", "a", "b", "c", "d", "e"};
  EXPECT_EQ(Summarize(ratings, 1)[0].low, Summarize(Additive(), 1)[0].low);
}

TEST(ComparePairs, CountsWithinListenerAndTrial) {
  Ratings ratings{.listeners = {"a", "b"}, .trials = {"1"}, .stimuli = {"x", "y", "z"}, .all = {}};
  for (size_t trial = 0; trial < 12; ++trial) {  // y over x in ten, once under, once level
    const double y = trial == 0 ? 40 : trial == 1 ? 50 : 60;
    ratings.all.push_back({.listener = trial % 2, .trial = trial, .stimulus = 0, .score = 50});
    ratings.all.push_back({.listener = trial % 2, .trial = trial, .stimulus = 1, .score = y});
  }
  // Another trial, in which the others are not.
  ratings.all.push_back({.listener = 0, .trial = 12, .stimulus = 2, .score = 99});
  ratings.trials.assign(13, "");
  const auto pairs = ComparePairs(ratings, Summarize(ratings, 1));
  ASSERT_EQ(pairs.size(), 3);
  EXPECT_EQ(pairs[0].wins + pairs[0].losses + pairs[0].ties, 0);  // z and y
  EXPECT_EQ(pairs[0].p, 1);
  const PairFigures& best = pairs[2];  // y and x
  EXPECT_EQ(best.first, 1);
  EXPECT_EQ(best.second, 0);
  EXPECT_EQ(best.wins, 10);
  EXPECT_EQ(best.losses, 1);
  EXPECT_EQ(best.ties, 1);
  EXPECT_NEAR(best.p, 3 * 24 / 2048.0, 1e-9);  // of three pairs
}

}  // namespace
}  // namespace spk
