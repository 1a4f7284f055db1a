#include "training/train_config.h"

#include <gmock/gmock.h>

#include <fstream>

#include "tests/training/test_audio.h"

namespace spk {
namespace {

using ::testing::HasSubstr;

class TrainConfigTest : public ::testing::Test {
 protected:
  Result<TrainConfig> Read(const std::string& json) {
    std::ofstream(folder_ / "recipe.json") << json;
    return ReadTrainConfig(folder_ / "recipe.json");
  }
  TestFolder folder_;
};

TEST_F(TrainConfigTest, LeavesDefaultsAndFindsTheModelBesideTheRecipe) {
  const auto config = Read(R"({"model": "m.json", "steps": 7, "augmentation": {"gain_db": 1}})");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->steps, 7);
  EXPECT_EQ(config->augmentation.gain_db, 1);
  EXPECT_EQ(config->augmentation.noise_low_db, Augmentation{}.noise_low_db);
  EXPECT_EQ(config->model, folder_ / "m.json");
}

TEST_F(TrainConfigTest, SaysWhatIsWrong) {
  EXPECT_THAT(Read(R"({"model": "m", "stepps": 7})").error().message, HasSubstr("stepps"));
  EXPECT_THAT(Read(R"({"model": "m", "validation": {"window": 7}})").error().message,
              HasSubstr("validation.window"));
  EXPECT_THAT(Read(R"({"model": "m", "steps": 0})").error().message, HasSubstr("steps"));
  EXPECT_THAT(Read(R"({"model": "m", "steps": "many"})").error().message,
              HasSubstr("steps: expected an integer in [1, 1000000000]"));
  EXPECT_THAT(Read(R"({"model": "m", "objective": "beauty"})").error().message,
              HasSubstr("objective"));
  EXPECT_THAT(Read(R"({"model": "m", "phases": [{"batch": 8}, {"batch": 0}]})").error().message,
              HasSubstr("phases[1].batch: expected an integer"));
  EXPECT_THAT(Read(R"({"model": "m", "phases": [{"until": 0.5}]})").error().message,
              HasSubstr("phases: the last one ends before the run"));
  EXPECT_THAT(Read(R"({"model": "m", "validation": {"score": {"mel_db": "low"}}})").error().message,
              HasSubstr("validation.score.mel_db: expected a number"));
  EXPECT_THAT(Read("{").error().message, HasSubstr("recipe.json: not JSON"));
  EXPECT_EQ(ReadTrainConfig("/nonexistent.json").error().code, ErrorCode::kInput);
}

TEST_F(TrainConfigTest, TheRateAndTheScoreAreData) {
  const auto config = Read(R"({"model": "m", "rate": {"measure": "entropy", "budget": 0.4},
      "validation": {"score": {"si_snr_db": 1, "mel_db": -0.5}}})");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->rate.measure, RateMeasure::kEntropy);
  EXPECT_EQ(config->rate.budget, 0.4);
  EXPECT_EQ(config->validation.score.at("mel_db"), -0.5);

  EXPECT_THAT(Read(R"({"model": "m", "rate": {"measure": "spikes"}})").error().message,
              HasSubstr("rate.measure: expected one of entropy, estimate, none, packing"));
  EXPECT_THAT(
      Read(R"({"model": "m", "rate": {"rise_from": 0.5, "rise_until": 0.2}})").error().message,
      HasSubstr("rate.rise_from"));
  EXPECT_THAT(Read(R"({"model": "m", "validation": {"score": {"beauty": 1}}})").error().message,
              HasSubstr("validation.score.beauty"));
  EXPECT_THAT(
      Read(R"({"model": "m", "validation": {"score": {"sampled_mel_db": -1}}})").error().message,
      HasSubstr("validation.score.sampled_mel_db"));
}

TEST_F(TrainConfigTest, EveryRecipeOfTheProjectReads) {
  int recipes = 0;
  const std::filesystem::path models =
      std::filesystem::path(SPK_TESTS_DIR).parent_path() / "models";
  for (const auto& item : std::filesystem::directory_iterator(models / "training")) {
    const auto config = ReadTrainConfig(item.path().string());
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_TRUE(std::filesystem::exists(config->model)) << config->model;
    ++recipes;
  }
  EXPECT_GT(recipes, 0);
}

TEST(LearningRateTest, WarmsUpAndFallsOverHalfACosine) {
  TrainConfig config;
  config.steps = 1200;
  config.warmup_steps = 200;
  config.learning_rate = 1;
  config.final_rate = 0.1;
  EXPECT_DOUBLE_EQ(LearningRate(config, 0), 1.0 / 200);
  EXPECT_DOUBLE_EQ(LearningRate(config, 199), 1);
  EXPECT_DOUBLE_EQ(LearningRate(config, 200), 1);
  EXPECT_NEAR(LearningRate(config, 700), 0.55, 1e-12);
  EXPECT_NEAR(LearningRate(config, 1200), 0.1, 1e-12);
}

TEST(RateWeightTest, RestsRisesAndStays) {
  TrainConfig config;
  config.steps = 1000;
  config.rate = {
      .measure = RateMeasure::kPacking, .weight = 2, .rise_from = 0.2, .rise_until = 0.6};
  EXPECT_EQ(RateWeight(config, 0), 0);
  EXPECT_EQ(RateWeight(config, 200), 0);
  EXPECT_NEAR(RateWeight(config, 300), 2 * 0.1464, 1e-3);  // a quarter of half a cosine
  EXPECT_NEAR(RateWeight(config, 400), 1, 1e-12);
  EXPECT_FALSE(RateIsSettled(config, 599));
  EXPECT_TRUE(RateIsSettled(config, 600));
  EXPECT_EQ(RateWeight(config, 600), 2);
  EXPECT_EQ(RateWeight(config, 1000), 2);
  config.rate.measure = RateMeasure::kNone;
  EXPECT_EQ(RateWeight(config, 1000), 0);
  EXPECT_TRUE(RateIsSettled(config, 0));
}

TrainableFacts Network(int64_t prompts, bool fires = true) {
  TrainableFacts facts;
  facts.prompts = prompts;
  facts.fires = fires;
  return facts;
}

TEST(MissingTest, ARateNeedsANetworkThatHasIt) {
  TrainConfig config;
  EXPECT_EQ(Missing(config, Network(0)), "");
  EXPECT_EQ(Missing(config, Network(0, false)), "");
  config.rate.measure = RateMeasure::kPrompt;
  EXPECT_THAT(Missing(config, Network(0)), HasSubstr("no prompts"));
  EXPECT_THAT(Missing(config, Network(32, false)), HasSubstr("no events"));
  EXPECT_EQ(Missing(config, Network(32)), "");
  EXPECT_THAT(Missing(config, Network(24)), HasSubstr("prompts.highest"));
  config.prompts.highest = 20;
  config.encoder.mu = 24;
  EXPECT_THAT(Missing(config, Network(24)), HasSubstr("encoder.mu"));
  config.encoder.mu = 20;
  EXPECT_THAT(Missing(config, Network(24)), HasSubstr("validation.prompts"));
  config.objective = Objective::kResidual;
  EXPECT_THAT(Missing(config, Network(32)), HasSubstr("not trained"));
  config.objective = Objective::kCoarse;
  config.rate.measure = RateMeasure::kEstimate;
  EXPECT_THAT(Missing(config, Network(0)), HasSubstr("does not estimate"));
  TrainableFacts lapped = Network(0, false);
  lapped.estimates_cost = true;
  EXPECT_EQ(Missing(config, lapped), "");
  config.rate.measure = RateMeasure::kEntropy;
  EXPECT_THAT(Missing(config, lapped), HasSubstr("no events"));
}

TEST(MissingTest, RefiningNeedsEvents) {
  TrainConfig config;
  config.validation.refinement = 1;
  EXPECT_EQ(Missing(config, Network(0)), "");
  EXPECT_THAT(Missing(config, Network(0, false)), HasSubstr("refinement: the network has no"));
}

TEST(PhaseTest, IsFoundByTheShareOfTheRun) {
  TrainConfig config;
  config.steps = 100;
  config.phases = {{.until = 0.8, .batch = 8, .window_steps = 64},
                   {.until = 1, .batch = 2, .window_steps = 256}};
  EXPECT_EQ(PhaseAt(config, 79).window_steps, 64);
  EXPECT_EQ(PhaseAt(config, 80).window_steps, 256);
  EXPECT_EQ(PhaseAt(config, 100).window_steps, 256);
}

}  // namespace
}  // namespace spk
