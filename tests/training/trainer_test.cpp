#include "training/trainer.h"

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <numeric>
#include <sstream>

#include "model/weights.h"
#include "tests/training/test_audio.h"
#include "tests/training/tiny_model.h"

namespace spk {
namespace {

using ::testing::HasSubstr;

class TrainerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    torch::set_num_threads(1);
    WriteWav(folder_ / "audio/a.wav", Melody(20));
  }

  TrainJob Job(int64_t steps) {
    auto corpus = Corpus::Open(folder_ / "audio", folder_ / "cache", 22050, Split::kTrain, {});
    EXPECT_TRUE(corpus);
    TrainJob job;
    job.config.steps = steps;
    job.config.phases = {{.until = 1, .batch = 4, .window_steps = 16}};
    job.config.learning_rate = 3e-3;
    job.config.warmup_steps = 10;
    job.config.bfloat16 = false;
    job.config.validation = {.every_steps = 1000, .windows = 4, .window_steps = 32};
    job.model_json = kTinyModel;
    job.sources = {{*corpus, 1}};
    job.validation = {MakeValidationSet("melody", *corpus, job.config.validation, 512)};
    job.folder = folder_ / "run";
    return job;
  }

  // Trains until `job`'s end or step `stop_at`; the losses go to losses_.
  Result<void> Run(TrainJob job, Processes processes = {}, int64_t stop_at = -1) {
    losses_.clear();
    auto trainer = Trainer::Create(std::move(job), std::move(processes));
    SPK_TRY(trainer);
    TrainListener listener;
    listener.on_step = [this](int64_t, double loss) { losses_.push_back(loss); };
    listener.on_validation = [this](const ValidationReport& r) { validation_ = r; };
    listener.stop = [&] { return trainer->step() + 1 == stop_at; };
    return trainer->Run(listener);
  }

  TemporaryFolder folder_;
  std::vector<double> losses_;
  ValidationReport validation_;
};

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
  const auto loaded = LoadModel(folder_ / "run/best.safetensors");
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->model->config().name, "tiny");
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

TEST_F(TrainerTest, ADamagedCheckpointIsAClearError) {
  std::filesystem::create_directories(folder_ / "run");
  std::ofstream(folder_ / "run/checkpoint.pt") << "no archive";
  const auto result = Run(Job(5));
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("checkpoint.pt: damaged"));
}

TEST_F(TrainerTest, LossThatIsNotFiniteStopsTheRunAndKeepsTheCheckpoint) {
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

TEST_F(TrainerTest, ValidationThatFallsStopsTheRunAndTheBestIsKept) {
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

TEST_F(TrainerTest, SilentUnitsStopTheRun) {
  const auto config = ParseConfig(kTinyModel);
  ASSERT_TRUE(config) << config.error().message;
  CodecModel model(*config);
  {
    const torch::NoGradGuard no_grad;
    for (auto& item : model->named_parameters()) {
      if (item.key() == "quantizer.norm.bias") item.value().fill_(-100);
    }
  }
  ASSERT_TRUE(
      SaveWeights(folder_ / "dead.safetensors", *model, kTinyModel, "", TensorType::kFloat32));
  TrainJob job = Job(400);
  job.initial_weights = folder_ / "dead.safetensors";
  job.frozen = {"quantizer"};
  const auto result = Run(std::move(job));
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("events have collapsed"));
}

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
TEST_F(TrainerTest, ARateTermMakesEventsFewAndTheBestAreThoseOfTheWantedRate) {
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

  auto best = LoadModel(folder_ / "run/best.safetensors");
  ASSERT_TRUE(best);
  const torch::Tensor audio = torch::randn({1, 16384});
  EXPECT_LT(best->model->Encode(audio).mean().item<double>(), 0.2);
}

// From where gamma is constant on, and for every worker, resumed or not.
TEST_F(TrainerTest, TheLastPhaseKeepsTheStatisticsOfTheNormalisation) {
  const auto mean_after = [this](int64_t steps, int64_t stop_at) {
    std::filesystem::remove_all(folder_ / "run");
    TrainJob job = Job(steps);
    job.config.rate = {.measure = RateMeasure::kEntropy, .rise_from = 0, .rise_until = 0.5};
    EXPECT_TRUE(Run(job, {}, stop_at));
    auto model = LoadModel(folder_ / "run/model.safetensors");
    return model->model->named_buffers()["quantizer.norm.running_mean"].clone();
  };
  torch::set_num_threads(2);
  const torch::Tensor settled = mean_after(40, 20);
  EXPECT_TRUE(settled.equal(mean_after(40, -1)));
  EXPECT_FALSE(settled.equal(mean_after(40, 10)));
}

TEST_F(TrainerTest, EventsFarFromTheWantedRateStopTheRunAndTheLastGoodCheckpointIsKept) {
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
  auto trainer = Trainer::Create(std::move(again), {});
  ASSERT_TRUE(trainer);
  EXPECT_EQ(trainer->step(), 4);
}

TEST_F(TrainerTest, PromptsAreTrainedAndMeasuredEachByItself) {
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

TEST_F(TrainerTest, AModelWithPromptsStartsFromOneWithout) {
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
  const auto trainer = Trainer::Create(std::move(job), {});
  ASSERT_FALSE(trainer);
  EXPECT_EQ(trainer.error().code, ErrorCode::kInput);
  EXPECT_THAT(trainer.error().message, HasSubstr("no prompts"));
}

TEST_F(TrainerTest, FrozenPartsStayAsTheyWere) {
  TrainJob job = Job(40);
  job.frozen = {"encoder", "quantizer"};
  ASSERT_TRUE(Run(std::move(job)));
  const auto trained = LoadModel(folder_ / "run/model.safetensors");
  torch::manual_seed(TrainConfig{}.seed);
  CodecModel fresh(*ParseConfig(kTinyModel));
  const auto expected = fresh->named_parameters();
  bool decoder_moved = false;
  for (const auto& item : trained->model->named_parameters()) {
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
  auto before = LoadModel(stage_one);
  auto after = LoadModel(folder_ / "run/model.safetensors");
  ASSERT_TRUE(before && after);
  const torch::Tensor audio = torch::randn({1, 16384});
  const torch::Tensor events = before->model->Encode(audio);
  EXPECT_TRUE(torch::equal(events, after->model->Encode(audio)));
  EXPECT_TRUE(torch::equal(before->model->Coarse(events), after->model->Coarse(events)));
}

int FreePort() {
  const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  bind(descriptor, reinterpret_cast<sockaddr*>(&address), size);
  getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size);
  close(descriptor);
  return ntohs(address.sin_port);
}

TEST_F(TrainerTest, TwoProcessesWithHalfTheBatchStepLikeOneWithAllOfIt) {
  const std::string port = std::to_string(FreePort());
  const auto enter = [&port](const char* rank) {
    setenv("WORLD_SIZE", "2", 1);
    setenv("RANK", rank, 1);
    setenv("MASTER_ADDR", "127.0.0.1", 1);
    setenv("MASTER_PORT", port.c_str(), 1);
    return Processes::FromEnvironment(torch::kCPU);
  };
  const pid_t child = fork();
  if (child == 0) {
    auto processes = enter("1");
    _exit(processes && Run(Job(10), std::move(*processes)) ? 0 : 1);
  }
  auto processes = enter("0");
  unsetenv("WORLD_SIZE");
  ASSERT_TRUE(processes) << processes.error().message;
  ASSERT_TRUE(Run(Job(10), std::move(*processes)));
  int status = 1;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);

  const std::vector<double> together = losses_;
  std::filesystem::remove_all(folder_ / "run");
  ASSERT_TRUE(Run(Job(10)));
  ASSERT_EQ(together.size(), losses_.size());
  for (size_t i = 0; i < losses_.size(); ++i) {
    EXPECT_NEAR(together[i], losses_[i], 2e-3 * losses_[i]) << "step " << i;
  }
}

// What the threads do together is what one does alone, resumed or not.
TEST_F(TrainerTest, TwoWorkersStepLikeOne) {
  ASSERT_TRUE(Run(Job(10)));
  const std::vector<double> alone = losses_;
  std::filesystem::remove_all(folder_ / "run");
  torch::set_num_threads(2);
  ASSERT_TRUE(Run(Job(10)));
  const std::vector<double> together = losses_;
  EXPECT_NE(together, alone) << "one worker only";
  ASSERT_EQ(together.size(), alone.size());
  for (size_t i = 0; i < alone.size(); ++i) {
    EXPECT_NEAR(together[i], alone[i], 2e-3 * alone[i]) << "step " << i;
  }

  for (const Objective objective : {Objective::kCoarse, Objective::kResidual}) {
    TrainJob job = Job(10);
    job.config.objective = objective;
    std::filesystem::remove_all(folder_ / "run");
    ASSERT_TRUE(Run(job));
    const std::vector<double> whole = losses_;
    std::filesystem::remove_all(folder_ / "run");
    ASSERT_TRUE(Run(job, {}, 5));
    ASSERT_TRUE(Run(job));
    EXPECT_EQ(losses_, std::vector<double>(whole.begin() + 5, whole.end()));
  }
}

}  // namespace
}  // namespace spk
