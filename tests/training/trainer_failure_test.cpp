// Runs that go wrong, and what is left of them.
#include <fstream>

#include "model/weights.h"
#include "tests/training/trainer_fixture.h"

namespace spk {
namespace {

using ::testing::HasSubstr;

class TrainerFailureTest : public TrainerFixture {};

TEST_F(TrainerFailureTest, ADamagedCheckpointIsAClearError) {
  std::filesystem::create_directories(folder_ / "run");
  std::ofstream(folder_ / "run/checkpoint.pt") << "no archive";
  const auto result = Run(Job(5));
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("checkpoint.pt: damaged"));
}

TEST_F(TrainerFailureTest, LossThatIsNotFiniteStopsTheRunAndKeepsTheCheckpoint) {
  ASSERT_TRUE(Run(Job(5)));
  const auto saved = std::filesystem::last_write_time(folder_ / "run/checkpoint.pt");
  TrainJob job = Job(50);
  job.config.learning_rate = 1e30;
  const auto result = Run(std::move(job));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kModel);
  EXPECT_THAT(result.error().message, HasSubstr("not finite"));
  EXPECT_EQ(std::filesystem::last_write_time(folder_ / "run/checkpoint.pt"), saved);
}

TEST_F(TrainerFailureTest, ValidationThatFallsStopsTheRunAndTheBestIsKept) {
  TrainJob job = Job(200);
  job.config.ema_decay = 0.5;
  job.config.validation.every_steps = 200;
  ASSERT_TRUE(Run(job));
  const double before = validation_.means[kSiSnr];
  const auto saved = std::filesystem::last_write_time(folder_ / "run/best.safetensors");
  job.config.steps = 400;
  job.config.learning_rate = 0.1;
  job.config.validation.every_steps = 10;
  const auto result = Run(std::move(job));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kModel);
  EXPECT_THAT(result.error().message, HasSubstr("validation fell to"));
  EXPECT_LT(validation_.means[kSiSnr], before - 3);
  EXPECT_EQ(std::filesystem::last_write_time(folder_ / "run/best.safetensors"), saved);
}

TEST_F(TrainerFailureTest, SilentUnitsStopTheRun) {
  const auto config = ParseConfig(kTinyModel);
  ASSERT_TRUE(config) << config.error().message;
  AutoencoderNetwork network(*config);
  {
    const torch::NoGradGuard no_grad;
    for (auto& item : network->named_parameters()) {
      if (item.key() == "quantizer.norm.bias") item.value().fill_(-100);
    }
  }
  ASSERT_TRUE(
      SaveWeights(folder_ / "dead.safetensors", *network, kTinyModel, "", TensorType::kFloat32));
  TrainJob job = Job(400);
  job.initial_weights = folder_ / "dead.safetensors";
  job.frozen = {"quantizer"};
  const auto result = Run(std::move(job));
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("events have collapsed"));
}

TEST_F(TrainerFailureTest, EventsFarFromTheWantedRateStopTheRunAndTheLastGoodCheckpointIsKept) {
  TrainJob job = Job(400);
  job.config.rate = {.measure = RateMeasure::kPrompt, .weight = 1e-9, .rise_until = 0.01};
  job.config.prompts = {.lowest = 24, .highest = 24};  // 0.016, and nothing pulls there
  job.config.learning_rate = 1e-9;
  job.config.checkpoint_minutes = 0;
  job.model_json = kTinyPromptedModel;
  const auto result = Run(std::move(job));
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("step 204: the events have collapsed"));
  TrainJob again = Job(4);
  again.model_json = kTinyPromptedModel;
  auto trainer = Create(std::move(again));
  ASSERT_TRUE(trainer);
  EXPECT_EQ(trainer->step(), 4);
}

}  // namespace
}  // namespace spk
