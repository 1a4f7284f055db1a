#include "listening/ratings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "system/temporary.h"

namespace spk {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kHead =
    "session_test_id,session_uuid,listener,trial_id,rating_stimulus,rating_score,kbps\n";

class RatingsTest : public testing::Test {
 protected:
  std::string File(const std::string& name, const std::string& text) {
    const std::string path = scratch_.path() + "/" + name;
    std::ofstream(path) << text;
    return path;
  }

  // Of one file with these lines.
  std::string Reason(const std::string& lines) {
    const auto ratings = ReadRatings({File("bad.csv", kHead + lines)});
    EXPECT_FALSE(ratings) << lines;
    if (ratings) return "";
    EXPECT_EQ(ratings.error().code, ErrorCode::kInput);
    return ratings.error().message;
  }

 private:
  ScratchFolder scratch_;
};

TEST_F(RatingsTest, FilesOfOneTest) {
  const auto ratings = ReadRatings(
      {File("a.csv", std::string(kHead) + "t,1,Anna,01,reference,100,\nt,1,Anna,01,free,61,3.5\n"),
       File("b.csv", std::string(kHead) + "t,2,Anna,02,free,40,2.5\n"),
       // As webMUSHRA writes them.
       File("c.csv",
            "session_test_id,email,session_uuid,trial_id,rating_stimulus,rating_score,"
            "rating_time,rating_comment\nt,c@d,3,01,anchor35,20,1234,\"a, b\"\n")});
  ASSERT_TRUE(ratings) << ratings.error().message;
  EXPECT_THAT(ratings->listeners, ElementsAre("Anna", "Anna", "3"));
  EXPECT_THAT(ratings->trials, ElementsAre("01", "02"));
  EXPECT_THAT(ratings->stimuli, ElementsAre("reference", "free", "anchor35"));
  ASSERT_EQ(ratings->all.size(), 4);
  EXPECT_EQ(ratings->all[0].kbps, std::nullopt);
  EXPECT_EQ(ratings->all[2].listener, 1);
  EXPECT_EQ(ratings->all[2].trial, 1);
  EXPECT_EQ(ratings->all[2].stimulus, 1);
  EXPECT_EQ(ratings->all[2].score, 40);
  EXPECT_EQ(ratings->all[2].kbps, 2.5);
}

TEST_F(RatingsTest, WhatIsWrongIsTold) {
  for (const char* score : {"-1", "100.5", "nan", "", "7x"}) {
    EXPECT_THAT(Reason(std::string("t,1,,01,free,") + score + ",\n"),
                HasSubstr("bad.csv: line 2: rating_score"));
  }
  EXPECT_THAT(Reason("t,1,,01,free,1,\nt,1,,01,free,2,\n"), HasSubstr("line 3: rates what"));
  EXPECT_THAT(Reason("t,1,,01,free,1,\nu,1,,02,free,2,\n"), HasSubstr("is of test u"));
  EXPECT_THAT(Reason("t,1,,01,free\n"), HasSubstr("number of cells"));
  const auto no_column = ReadRatings({File("x.csv", "a,b\n1,2\n")});
  EXPECT_THAT(no_column.error().message, HasSubstr("no column session_test_id"));
  EXPECT_EQ(ReadRatings({"/nowhere.csv"}).error().code, ErrorCode::kInput);
}

// A listener who rates the reference like this, in a trial each.
void AddListener(const std::vector<double>& scores, Ratings* ratings) {
  for (size_t trial = 0; trial < scores.size(); ++trial) {
    ratings->all.push_back(
        {.listener = ratings->listeners.size(), .trial = trial, .score = scores[trial]});
    ratings->all.push_back(
        {.listener = ratings->listeners.size(), .trial = trial, .stimulus = 1, .score = 10});
  }
  ratings->listeners.push_back(std::to_string(ratings->listeners.size()));
}

TEST(UnreliableListeners, MissTheReferenceInMoreThan15Percent) {
  Ratings ratings;
  ratings.stimuli = {"reference", "free"};
  std::vector<double> scores(20, 100.0);
  std::fill_n(scores.begin(), 3, 89.0);
  AddListener(scores, &ratings);  // 15 %
  scores[3] = 89.9;
  AddListener(scores, &ratings);
  AddListener(std::vector<double>(20, 90.0), &ratings);
  AddListener({20}, &ratings);
  EXPECT_THAT(UnreliableListeners(ratings), ElementsAre(1, 3));
  const Ratings rest = WithoutListeners(ratings, {1, 3});
  EXPECT_EQ(rest.all.size(), 80);
  for (const Rating& rating : rest.all) EXPECT_TRUE(rating.listener == 0 || rating.listener == 2);
}

}  // namespace
}  // namespace spk
