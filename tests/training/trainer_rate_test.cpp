// Rates, and prompts that ask for them.
#include <algorithm>
#include <fstream>
#include <sstream>

#include "model/weights.h"
#include "tests/training/trainer_fixture.h"

namespace spk {
namespace {

class TrainerRateTest : public TrainerFixture {};

// The tables of a run, a cell by its column's name.
std::vector<double> Column(const std::string& path, const std::string& name) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  const auto cells = [&line] {
    std::vector<std::string> found;
    std::istringstream text(line);
    for (std::string cell; std::getline(text, cell, ',');) found.push_back(cell);
    return found;
  };
  const std::vector<std::string> names = cells();
  const auto at = static_cast<size_t>(std::find(names.begin(), names.end(), name) - names.begin());
  std::vector<double> column;
  while (std::getline(file, line)) column.push_back(std::stod(cells().at(at)));
  return column;
}

// Rest, rise, constant: half of the cells fire before, few afterwards, and the best weights are of
// the sparse end though the dense beginning sounds better.
TEST_F(TrainerRateTest, ARateTermMakesEventsFewAndTheBestAreThoseOfTheWantedRate) {
  TrainJob job = Job(600);
  job.config.learning_rate = 1e-2;
  job.config.ema_decay = 0.9;
  job.config.rate = {.measure = RateMeasure::kPacking,
                     .weight = 20,
                     .budget = 1,
                     .rise_from = 0.2,
                     .rise_until = 0.5};
  job.config.validation.every_steps = 100;
  ASSERT_TRUE(Run(std::move(job)));
  const std::vector<double> gamma = Column(folder_ / "run/steps.csv", "rate_weight");
  EXPECT_EQ(gamma.front(), 0);
  EXPECT_EQ(gamma.back(), 20);
  const std::vector<double> density = Column(folder_ / "run/validation.csv", "density");
  EXPECT_GT(density.front(), 0.25);
  EXPECT_LT(density.back(), 0.15);
  EXPECT_LT(validation_.events->packed_kbps,
            Column(folder_ / "run/validation.csv", "packed_kbps")[0]);

  auto best = LoadAutoencoder(folder_ / "run/best.safetensors");
  ASSERT_TRUE(best);
  const torch::Tensor audio = torch::randn({1, 16384});
  EXPECT_LT(best->network->Encode(audio).mean().item<double>(), 0.2);
}

// From where gamma is constant on, and for every worker, resumed or not.
TEST_F(TrainerRateTest, TheLastPhaseKeepsTheStatisticsOfTheNormalisation) {
  const auto mean_after = [this](int64_t steps, int64_t stop_at) {
    std::filesystem::remove_all(folder_ / "run");
    TrainJob job = Job(steps);
    job.config.rate = {.measure = RateMeasure::kEntropy, .rise_from = 0, .rise_until = 0.5};
    EXPECT_TRUE(Run(job, {}, stop_at));
    auto model = LoadAutoencoder(folder_ / "run/model.safetensors");
    return model->network->named_buffers()["quantizer.norm.running_mean"].clone();
  };
  torch::set_num_threads(2);
  const torch::Tensor settled = mean_after(40, 20);
  EXPECT_TRUE(settled.equal(mean_after(40, -1)));
  EXPECT_FALSE(settled.equal(mean_after(40, 10)));
}

TEST_F(TrainerRateTest, PromptsAreTrainedAndMeasuredEachByItself) {
  TrainJob job = Job(500);
  job.model_json = kTinyPromptedModel;
  job.config.learning_rate = 1e-2;
  job.config.ema_decay = 0.9;
  job.config.rate = {.measure = RateMeasure::kPrompt, .weight = 20, .rise_until = 0.2};
  job.config.prompts = {.lowest = 4, .highest = 20};
  job.config.validation.prompts = {4, 20};
  ASSERT_TRUE(Run(std::move(job)));
  EXPECT_EQ(validation_.name, "melody mu 20");
  const std::vector<double> density = Column(folder_ / "run/validation.csv", "density");
  ASSERT_EQ(density.size(), 2U);
  EXPECT_NEAR(density[0], 0.5, 0.2);      // 2^(-4/4)
  EXPECT_LT(density[1], density[0] / 2);  // 2^(-20/4) is a sixteenth of it
}

TEST_F(TrainerRateTest, BitsThatAModelEstimatesAreLearntToBeFewer) {
  TrainJob job = Job(60);
  job.model_json = kTinyLappedModel;
  job.config.learning_rate = 1e-2;
  job.config.ema_decay = 0.5;
  job.config.rate = {.measure = RateMeasure::kEstimate, .weight = 100, .rise_until = 0.1};
  job.config.prompts = {.lowest = 18, .highest = 18};
  job.config.validation.prompts = {18};
  job.config.validation.every_steps = 20;
  ASSERT_TRUE(Run(std::move(job)));
  const std::vector<double> kbps = Column(folder_ / "run/validation.csv", "estimated_kbps");
  EXPECT_GT(kbps.back(), 0);
  EXPECT_LT(kbps.back(), 0.8 * kbps.front());
}

// From a model that knows nothing of its events' cost to one whose events are foreseen.
TEST_F(TrainerRateTest, EventsThatAreForeseenComeToTheirBudget) {
  ASSERT_TRUE(Run(Job(5)));
  const std::string plain = folder_ / "plain.safetensors";
  std::filesystem::rename(folder_ / "run/model.safetensors", plain);
  std::filesystem::remove_all(folder_ / "run");
  TrainJob job = Job(300);
  job.model_json = Replace(kTinyModel, R"("heaviside")", R"("heaviside", "predictor_neurons": 8)");
  job.initial_weights = plain;
  job.config.learning_rate = 1e-2;
  job.config.ema_decay = 0.9;
  job.config.rate = {.measure = RateMeasure::kPredicted,
                     .weight = 5,
                     .budget = 0.4,
                     .rise_from = 0.3,
                     .rise_until = 0.6};
  job.config.validation.every_steps = 100;
  ASSERT_TRUE(Run(std::move(job)));
  const std::vector<double> kbps = Column(folder_ / "run/validation.csv", "estimated_kbps");
  const double cells_per_ms = 16 * 22.05 / 512;
  EXPECT_LT(kbps.back(), 0.5 * cells_per_ms);
  EXPECT_GT(kbps.back(), 0.1 * cells_per_ms);
}

TEST_F(TrainerRateTest, AModelWithPromptsStartsFromOneWithout) {
  ASSERT_TRUE(Run(Job(5)));
  const std::string plain = folder_ / "plain.safetensors";
  std::filesystem::rename(folder_ / "run/model.safetensors", plain);
  std::filesystem::remove_all(folder_ / "run");
  TrainJob job = Job(1);
  job.model_json = kTinyPromptedModel;
  job.initial_weights = plain;
  job.config.learning_rate = 1e-12;
  job.frozen = {"quantizer"};  // its statistics too
  job.config.validation.prompts = {3, 30};
  const double before = validation_.means[kSiSnr];
  ASSERT_TRUE(Run(std::move(job)));
  for (const double si_snr : Column(folder_ / "run/validation.csv", "si_snr_db")) {
    EXPECT_NEAR(si_snr, before, 1e-2);  // whatever the prompt; the file was float16
  }
}

}  // namespace
}  // namespace spk
