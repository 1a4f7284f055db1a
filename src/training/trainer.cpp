#include "training/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>

#include "model/weights.h"
#include "training/adamw.h"
#include "training/batch_loader.h"
#include "training/card.h"
#include "training/checkpoint.h"
#include "training/choose_trained.h"
#include "training/collapse_watch.h"
#include "training/event_rate.h"
#include "training/module_copy.h"
#include "training/random.h"
#include "training/step_meter.h"
#include "training/workers.h"

namespace spk {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

struct Trainer::State {
  State(TrainJob given, Processes group, Stage* of_model)
      : job(std::move(given)),
        processes(std::move(group)),
        facts(job.model->facts()),
        stage(of_model),
        run{.model = job.model, .average = job.model->Another(), .optimizer = nullptr},
        sampler(std::move(job.sources), job.config.augmentation,
                static_cast<int>(facts.sample_rate), job.config.seed),
        loader(&sampler, &job.config, facts, processes.rank(), processes.size()) {}

  std::string Path(const char* name) const { return job.folder + "/" + name; }
  Result<void> Start();
  StepLoss Backward(const Batch& batch);
  double TrainStep(const TrainListener& listener);
  void Report(const TrainListener& listener);
  Result<void> ValidateAll(const TrainListener& listener);
  std::vector<ValidationReport> Measure(const TrainListener& listener);
  Result<void> Save(const char* name, const std::string& card) const;
  double MeanScore(const std::vector<ValidationReport>& reports) const;
  Result<void> KeepIfBest(double score, const std::string& card);
  std::string WrongWith(double loss) const;

  TrainJob job;
  Processes processes;
  TrainableFacts facts;
  Stage* stage;  // the model's
  RunState run;
  WindowSampler sampler;
  BatchLoader loader;
  std::unique_ptr<Workers> workers;
  std::unique_ptr<AdamW> optimizer;
  std::unique_ptr<RunLog> log;
  std::vector<ModelId> earlier;  // identities that the weights go on decoding
  CollapseWatch collapse;
  bool stopping = false;

  StepMeter meter;  // since the last report
};

Result<void> Trainer::State::Start() {
  if (!job.initial_weights.empty()) {
    // A model with prompts starts from one without as if every prompt were none.
    auto loaded = LoadInitialWeights(job.initial_weights, &run.model->module());
    if (!loaded) return loaded;
    if (stage->facts().trains_generator) {
      earlier = WeightsFile::Open(job.initial_weights)->EarlierIdentities();
    }
  }
  torch::nn::Module& model = run.model->module();
  torch::nn::Module& average = run.average->module();
  model.to(job.device);
  average.to(job.device);
  ChooseTrained(run.model.get(), *stage, job.frozen);
  CopyParameters(model, average);
  optimizer = std::make_unique<AdamW>(
      model.parameters(), average.parameters(),
      AdamWOptions{.weight_decay = job.config.weight_decay, .average_decay = job.config.ema_decay});
  run.optimizer = optimizer.get();
  model.train();
  if (std::filesystem::exists(Path("checkpoint.pt"))) {
    auto loaded = LoadCheckpoint(Path("checkpoint.pt"), &run);
    if (!loaded) return loaded;
  }
  workers = std::make_unique<Workers>(run.model, job.config.objective, &processes);
  if (processes.rank() != 0) return {};
  auto opened = RunLog::Open(job.folder, run.step);
  SPK_TRY(opened);
  log = std::make_unique<RunLog>(std::move(*opened));
  return {};
}

// Noise and noise levels of the diffusion are new in every process, worker and step, and the same
// when repeated.
StepLoss Trainer::State::Backward(const Batch& batch) {
  Random random{job.config.seed, static_cast<uint64_t>(run.step),
                static_cast<uint64_t>(processes.rank())};
  torch::manual_seed(random.Next());
  const uint64_t seed = random.Next();
  const double gamma = RateWeight(job.config, run.step);
  return workers->Backward(batch, [&](Stage* of_worker, const Batch& part, uint64_t worker) {
    Generator generator;
    if (batch.audio.device().is_cpu()) generator = at::detail::createCPUGenerator(seed + worker);
    return EvaluateStep(of_worker, job.config, part, gamma, generator);
  });
}

// One update; returns the loss, averaged over the processes.
double Trainer::State::TrainStep(const TrainListener& listener) {
  const TrainConfig& config = job.config;
  const bool rated = config.rate.measure != RateMeasure::kNone;
  if (rated && RateIsSettled(config, run.step)) workers->FreezeStatistics();
  const Batch batch = loader.Get(run.step).To(job.device);
  const StepLoss result = Backward(batch);

  // A process that is told to stop takes the others with it: none may wait for one that has left.
  const bool stop = listener.stop && listener.stop();
  std::vector<torch::Tensor> shared = {result.loss,
                                       result.error,
                                       torch::full({}, stop ? 1 : 0, batch.audio.options()),
                                       result.latent.to(torch::kFloat).mean(),
                                       result.used,
                                       result.wanted};
  for (const torch::Tensor& parameter : run.model->module().parameters()) {
    if (parameter.grad().defined()) shared.push_back(parameter.grad());
  }
  processes.Average(shared);
  const auto value = [&shared](size_t i) { return shared[i].item<double>(); };
  stopping = value(2) > 0;

  const double norm = optimizer->GradientNorm();
  const double rate = LearningRate(config, run.step);
  if (std::isfinite(value(0)) && std::isfinite(norm)) {
    const torch::NoGradGuard no_grad;
    optimizer->Step(rate, std::min(1.0, config.gradient_clip / (norm + 1e-12)));
  }
  optimizer->ClearGradients();

  if (facts.fires) {
    collapse.Add(value(3), value(4), value(5), RateIsSettled(config, run.step));
  }
  StepFacts step = {.loss = value(0),
                    .error = value(1),
                    .power = batch.audio.square().mean().item<double>(),
                    .gradient_norm = norm,
                    .learning_rate = rate,
                    .rate_weight = RateWeight(config, run.step),
                    .audio_seconds = static_cast<double>(batch.audio.numel() * processes.size()) /
                                     static_cast<double>(facts.sample_rate)};
  if (facts.fires) step.events = MeasureEvents(result.latent, facts.steps_per_second());
  meter.Add(step);
  ++run.step;
  const double shown = std::isfinite(norm) ? value(0) : norm;
  if (listener.on_step) listener.on_step(run.step, shown);
  return shown;
}

void Trainer::State::Report(const TrainListener& listener) {
  StepReport report = meter.Take();
  report.step = run.step;
  report.seconds_left = report.seconds_per_step * static_cast<double>(job.config.steps - run.step);
  log->Write(report);
  if (listener.on_report) listener.on_report(report);
}

std::vector<ValidationReport> Trainer::State::Measure(const TrainListener& listener) {
  std::vector<ValidationReport> reports;
  for (const ValidationSet& set : job.validation) {
    for (const auto& options : PlanValidation(job.config.validation, stage->facts(), facts)) {
      ValidationReport report = Validate(run.average.get(), facts, set, options);
      report.step = run.step;
      log->Write(report);
      if (listener.on_validation) listener.on_validation(report);
      reports.push_back(std::move(report));
    }
  }
  return reports;
}

// With the generator, where that is what is trained.
Result<void> Trainer::State::Save(const char* name, const std::string& card) const {
  const std::string path = Path(name);
  const torch::nn::Module& average = run.average->module();
  auto saved = SaveWeights(path, average, job.model_json, card, TensorType::kFloat16, earlier);
  if (!saved || !stage->facts().trains_generator) return saved;
  return SaveGenerator(path, average, TensorType::kFloat16);
}

// Over the sets and prompts.
double Trainer::State::MeanScore(const std::vector<ValidationReport>& reports) const {
  double sum = 0;
  for (const ValidationReport& report : reports) {
    sum += stage->Score(Figures(report), job.config.validation.score);
  }
  return sum / static_cast<double>(reports.size());
}

Result<void> Trainer::State::KeepIfBest(double score, const std::string& card) {
  if (score < run.best_score - 3) {
    return Fail(ErrorCode::kModel, "validation fell to a score of " + std::to_string(score) +
                                       " from " + std::to_string(run.best_score));
  }
  if (score <= run.best_score) return {};
  run.best_score = score;
  return Save("best.safetensors", card);
}

Result<void> Trainer::State::ValidateAll(const TrainListener& listener) {
  CopyBuffers(run.model->module(), run.average->module());
  const std::vector<ValidationReport> reports = Measure(listener);
  const std::string card = CardJson(job.config, run.step, reports);
  auto saved = Save("model.safetensors", card);
  if (!saved || reports.empty()) return saved;
  // While gamma rises the rate is another one at every validation, and the first is the best.
  if (RateIsSettled(job.config, run.step)) {
    saved = KeepIfBest(MeanScore(reports), card);
  }
  if (auto plotted = log->Plot(); !plotted && listener.on_note) {
    listener.on_note(plotted.error().message);
  }
  meter.RestartClock();
  return saved;
}

std::string Trainer::State::WrongWith(double loss) const {
  if (!std::isfinite(loss)) return "the loss or its gradient is not finite";
  if (collapse.is_sure()) {
    return "the events have collapsed: far fewer or more than can be meant";
  }
  return "";
}

Trainer::Trainer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Trainer::Trainer(Trainer&&) noexcept = default;
Trainer& Trainer::operator=(Trainer&&) noexcept = default;
Trainer::~Trainer() = default;

int64_t Trainer::step() const { return state_->run.step; }

Result<Trainer> Trainer::Create(TrainJob job, Processes processes) {
  try {
    const auto stage = job.model->FindStage(job.config.objective);
    SPK_TRY(stage);
    const std::string missing = Missing(job.config, job.model->facts());
    if (!missing.empty()) return Fail(ErrorCode::kInput, missing);
    auto state = std::make_unique<State>(std::move(job), std::move(processes), *stage);
    const auto started = state->Start();
    SPK_TRY(started);
    return Trainer(std::move(state));
  } catch (const std::exception& error) {
    return Fail(ErrorCode::kModel, "cannot build the model: " + FirstLine(error));
  }
}

Result<void> Trainer::Run(const TrainListener& listener) {
  State& s = *state_;
  const bool leads = s.processes.rank() == 0;
  Clock::time_point saved_at = Clock::now();
  s.meter.RestartClock();
  while (s.run.step < s.job.config.steps && !s.stopping) {
    const double loss = s.TrainStep(listener);
    const std::string wrong = s.WrongWith(loss);
    if (!wrong.empty()) {
      return Fail(ErrorCode::kModel, "step " + std::to_string(s.run.step) + ": " + wrong +
                                         "; the last checkpoint is kept");
    }
    if (!leads) continue;
    if (s.run.step % kReportSteps == 0) s.Report(listener);
    if (s.run.step % s.job.config.validation.every_steps == 0) {
      SPK_TRY(s.ValidateAll(listener));
    }
    if (!s.collapse.suspects() && SecondsSince(saved_at) > 60 * s.job.config.checkpoint_minutes) {
      SPK_TRY(SaveCheckpoint(s.Path("checkpoint.pt"), s.run));
      saved_at = Clock::now();
    }
  }
  if (!leads) return {};
  // First of all: who was told to stop may have little time.
  SPK_TRY(SaveCheckpoint(s.Path("checkpoint.pt"), s.run));
  SPK_TRY(s.ValidateAll(listener));
  return SaveCheckpoint(s.Path("checkpoint.pt"), s.run);
}

}  // namespace spk
