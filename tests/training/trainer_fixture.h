// A run of a tiny model over a melody, for the tests of the trainer.
#pragma once

#include <gmock/gmock.h>

#include <filesystem>
#include <utility>
#include <vector>

#include "tests/training/test_audio.h"
#include "tests/training/tiny_model.h"
#include "training/initial_model.h"
#include "training/trainer.h"

namespace spk {

class TrainerFixture : public ::testing::Test {
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

  static Result<Trainer> Create(TrainJob job, Processes processes = {}) {
    job.model = InitialModel(job.model_json, job.config.seed).value();
    return Trainer::Create(std::move(job), std::move(processes));
  }

  // Trains until `job`'s end or step `stop_at`; the losses go to losses_.
  Result<void> Run(TrainJob job, Processes processes = {}, int64_t stop_at = -1) {
    losses_.clear();
    auto trainer = Create(std::move(job), std::move(processes));
    SPK_TRY(trainer);
    TrainListener listener;
    listener.on_step = [this](int64_t, double loss) { losses_.push_back(loss); };
    listener.on_validation = [this](const ValidationReport& r) { validation_ = r; };
    listener.stop = [&] { return trainer->step() + 1 == stop_at; };
    return trainer->Run(listener);
  }

  TestFolder folder_;
  std::vector<double> losses_;
  ValidationReport validation_;
};

}  // namespace spk
