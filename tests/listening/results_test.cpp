#include "listening/results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace spk {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

// Two who hear the reference, and one who does not.
Ratings ThreeListeners() {
  Ratings ratings{.listeners = {"a", "b", "deaf"},
                  .trials = {"1"},
                  .stimuli = {"reference", "=free"},
                  .all = {}};
  for (size_t listener = 0; listener < 3; ++listener) {
    const double reference = listener == 2 ? 50 : 100;
    ratings.all.push_back({.listener = listener, .score = reference});
    ratings.all.push_back(
        {.listener = listener, .stimulus = 1, .score = 150 - reference, .kbps = 2});
  }
  return ratings;
}

TEST(Analyse, LeavesOutWhoDoesNotHearTheReference) {
  const auto results = Analyse(ThreeListeners(), 0);
  ASSERT_TRUE(results);
  EXPECT_THAT(results->rejected, ElementsAre("deaf"));
  ASSERT_EQ(results->figures.size(), 2);
  EXPECT_EQ(results->figures[0].mean, 100);
  EXPECT_EQ(results->figures[1].mean, 50);
  EXPECT_EQ(results->pairs[0].wins, 2);
  Ratings deaf = ThreeListeners();
  std::erase_if(deaf.all, [](const Rating& rating) { return rating.listener != 2; });
  EXPECT_EQ(Analyse(deaf, 0).error().code, ErrorCode::kInput);
}

TEST(ResultsCsv, ARowAStimulus) {
  EXPECT_EQ(ResultsCsv(*Analyse(ThreeListeners(), 0)),
            "stimulus,kbps,ratings,mean,low,high,wins over reference,p against reference,"
            "wins over =free,p against =free\n"
            "reference,,2,100,100,100,,,2,0.5\n"
            "'=free,2,2,50,50,50,0,0.5,,\n");
}

}  // namespace
}  // namespace spk
