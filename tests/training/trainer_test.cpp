#include "training/trainer.h"

#include <cmath>
#include <fstream>
#include <numeric>

#include "model/autoencoder_network.h"
#include "model/weights.h"
#include "tests/training/trainer_fixture.h"

namespace spk {
namespace {

using ::testing::HasSubstr;

class TrainerTest : public TrainerFixture {};

TEST_F(TrainerTest, Learns) {
  TrainJob job = Job(1000);
  job.config.learning_rate = 1e-2;
  job.config.ema_decay = 0.99;
  ASSERT_TRUE(Run(std::move(job)));
  const auto mean = [this](size_t begin) {
    return std::accumulate(losses_.begin() + static_cast<int64_t>(begin),
                           losses_.begin() + static_cast<int64_t>(begin) + 20, 0.0) /
           20;
  };
  EXPECT_LT(mean(980), 0.6 * mean(0));
  EXPECT_GT(validation_.means[kSiSnr], 0);  // 0.6 dB when this was written
  EXPECT_GT(validation_.events->density, 0.05);
  EXPECT_LT(validation_.events->density, 0.95);
  EXPECT_LE(validation_.quietest, validation_.loudest);
  EXPECT_GT(validation_.quietest, -40);
  EXPECT_LT(validation_.loudest, 6);
  EXPECT_GT(std::filesystem::file_size(folder_ / "run/curves.png"), 1000U);
  const auto loaded = LoadAutoencoder(folder_ / "run/best.safetensors");
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->network->config().name, "tiny");
}

TEST_F(TrainerTest, AResumedRunHasTheSameLosses) {
  ASSERT_TRUE(Run(Job(40)));
  const std::vector<double> whole = losses_;
  ASSERT_EQ(whole.size(), 40U);
  std::filesystem::remove_all(folder_ / "run");
  ASSERT_TRUE(Run(Job(40), {}, 20));
  ASSERT_EQ(losses_.size(), 20U);
  ASSERT_TRUE(Run(Job(40)));
  EXPECT_EQ(losses_, std::vector<double>(whole.begin() + 20, whole.end()));
}

TEST_F(TrainerTest, StageTwoLearnsFromRefinedEvents) {
  TrainJob job = Job(3);
  job.config.objective = Objective::kResidual;
  job.config.validation.refinement = 2;
  ASSERT_TRUE(Run(job));
  const std::vector<double> plain = losses_;
  const double si_snr = validation_.means[kSiSnr];
  std::filesystem::remove_all(folder_ / "run");
  job.config.stage.refinement = 1;
  ASSERT_TRUE(Run(job));
  EXPECT_NE(losses_, plain);
  EXPECT_EQ(validation_.refinement, 2);
  EXPECT_EQ(validation_.means[kSiSnr], si_snr);  // the coarse decode is left as it is

  std::filesystem::remove_all(folder_ / "run");
  job.config.validation.refinement = 0;
  ASSERT_TRUE(Run(job));
  EXPECT_LT(validation_.means[kSiSnr], si_snr);
}

// Vectors of a codebook are no firing rates: they are neither counted nor taken for a collapse.
TEST_F(TrainerTest, ABaselineWithoutEventsIsNotJudgedByThem) {
  TrainJob job = Job(250);
  job.model_json = kTinyRvqModel;
  ASSERT_TRUE(Run(std::move(job)));
  EXPECT_FALSE(validation_.events);
  std::ifstream file(folder_ / "run/validation.csv");
  const std::string table{std::istreambuf_iterator<char>(file), {}};
  EXPECT_THAT(table, HasSubstr(",,,,"));
}

TEST_F(TrainerTest, WhatTheNetworkLacksIsSaidBeforeTraining) {
  TrainJob job = Job(5);
  job.config.rate.measure = RateMeasure::kPrompt;
  const auto trainer = Create(std::move(job));
  ASSERT_FALSE(trainer);
  EXPECT_EQ(trainer.error().code, ErrorCode::kInput);
  EXPECT_THAT(trainer.error().message, HasSubstr("no prompts"));
}

TEST_F(TrainerTest, FrozenPartsStayAsTheyWere) {
  TrainJob job = Job(40);
  job.frozen = {"encoder", "quantizer"};
  ASSERT_TRUE(Run(std::move(job)));
  const auto trained = LoadAutoencoder(folder_ / "run/model.safetensors");
  torch::manual_seed(TrainConfig{}.seed);
  AutoencoderNetwork fresh(*ParseConfig(kTinyModel));
  const auto expected = fresh->named_parameters();
  bool decoder_moved = false;
  for (const auto& item : trained->network->named_parameters()) {
    const double difference = (item.value() - expected[item.key()]).abs().max().item<double>();
    const bool frozen = item.key().starts_with("encoder") || item.key().starts_with("quantizer");
    if (frozen) {
      EXPECT_LT(difference, 1e-3) << item.key();  // the file is float16
    }
    decoder_moved = decoder_moved || (!frozen && difference > 5e-3);
  }
  EXPECT_TRUE(decoder_moved);
}

TEST_F(TrainerTest, StageTwoTrainsTheResidualAlone) {
  ASSERT_TRUE(Run(Job(50)));
  const std::string stage_one = folder_ / "stage_one.safetensors";
  std::filesystem::rename(folder_ / "run/model.safetensors", stage_one);
  std::filesystem::remove_all(folder_ / "run");
  TrainJob job = Job(100);
  job.config.objective = Objective::kResidual;
  job.config.validation.sampling_steps = 2;
  job.initial_weights = stage_one;
  ASSERT_TRUE(Run(std::move(job)));
  EXPECT_LT(losses_.back(), losses_.front());
  EXPECT_EQ(validation_.sampled.steps, 2);
  EXPECT_TRUE(std::isfinite(validation_.sampled.means[kLogMel]));
  auto before = LoadAutoencoder(stage_one);
  auto after = LoadAutoencoder(folder_ / "run/model.safetensors");
  ASSERT_TRUE(before && after);
  const torch::Tensor audio = torch::randn({1, 16384});
  const torch::Tensor events = before->network->Encode(audio);
  EXPECT_TRUE(torch::equal(events, after->network->Encode(audio)));
  EXPECT_TRUE(torch::equal(before->network->Coarse(events), after->network->Coarse(events)));
}

}  // namespace
}  // namespace spk
