#include "listening/listening_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "listening/clip.h"

namespace spk {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::vector<float> Noise(unsigned seed) {
  std::minstd_rand random(seed);
  std::uniform_real_distribution<float> value(-0.1F, 0.1F);
  std::vector<float> samples(kClipRate);
  for (float& x : samples) x = value(random);
  return samples;
}

Trial MakeTrial() {
  Trial trial{.name = "01-a", .recording = "a </script>.wav", .start = 2, .stimuli = {}};
  trial.stimuli = {{.name = "reference", .samples = Noise(1)},
                   {.name = "free", .samples = Noise(2), .bytes = 500}};
  EXPECT_TRUE(FinishTrial(&trial));
  return trial;
}

TEST(FinishTrial, AnchorsStandBehindTheReference) {
  const Trial trial = MakeTrial();
  std::vector<std::string> names;
  for (const Stimulus& stimulus : trial.stimuli) {
    names.push_back(stimulus.name);
    EXPECT_EQ(stimulus.flac.substr(0, 4), "fLaC");
    EXPECT_EQ(stimulus.sha256.size(), 64);
  }
  EXPECT_THAT(names, ElementsAre("reference", "anchor35", "anchor70", "free"));
  EXPECT_EQ(trial.seconds, 1);
  EXPECT_EQ(trial.kbps(trial.stimuli[3]), 4);
  EXPECT_EQ(trial.kbps(trial.stimuli[0]), std::nullopt);
}

TEST(DrawSome, EachOnceAndBySeed) {
  EXPECT_THAT(DrawSome(3, 5, 0), ElementsAre(0, 1, 2));
  const auto drawn = DrawSome(1000, 10, 1);
  EXPECT_EQ(drawn.size(), 10);
  EXPECT_TRUE(std::ranges::is_sorted(drawn, std::ranges::less_equal()));
  EXPECT_LT(drawn.back(), 1000);
  EXPECT_EQ(drawn, DrawSome(1000, 10, 1));
  EXPECT_NE(drawn, DrawSome(1000, 10, 2));
}

TEST(TestPage, HoldsItsClipsAndNoNamesOfFiles) {
  ListeningTest test{.version = "1", .made = "2026-11-27", .codecs = {}, .trials = {MakeTrial()}};
  const std::string page = TestPage(test);
  EXPECT_THAT(page, Not(HasSubstr("{{")));
  EXPECT_THAT(page, Not(HasSubstr("a </script>")));
  const std::string begin = "id=\"test\">";
  const size_t start = page.find(begin) + begin.size();
  const auto json =
      nlohmann::json::parse(page.substr(start, page.find("</script>", start) - start));
  EXPECT_EQ(json.at("test"), TestId(test));
  EXPECT_EQ(json.at("trials").at(0).at("stimuli").at(3).at("kbps"), "4.000");
  EXPECT_EQ(json.at("trials").at(0).at("stimuli").size(), 4);
}

TEST(ManifestText, IsTheKey) {
  ListeningTest test{
      .version = "1", .made = "2026-11-27", .seed = 7, .codecs = {}, .trials = {MakeTrial()}};
  const auto json = nlohmann::json::parse(ManifestText(test));
  EXPECT_EQ(json.at("seed"), 7);
  const auto& trial = json.at("trials").at(0);
  EXPECT_EQ(trial.at("recording"), "a </script>.wav");
  EXPECT_EQ(trial.at("seconds"), 1);
  EXPECT_EQ(trial.at("stimuli").at(3).at("file"), "clips/01-a/free.flac");
  EXPECT_EQ(trial.at("stimuli").at(3).at("bytes"), 500);
  EXPECT_TRUE(trial.at("stimuli").at(0).at("kbps").is_null());
  const std::string id = TestId(test);
  test.trials[0].stimuli[1].sha256 = "";
  EXPECT_NE(TestId(test), id);
}

}  // namespace
}  // namespace spk
