#include "training/trainer.h"

#include <chrono>
#include <cmath>
#include <filesystem>

#include "evaluation/metrics.h"
#include "model/weights.h"
#include "training/adamw.h"
#include "training/batch_loader.h"
#include "training/card.h"
#include "training/checkpoint.h"
#include "training/module_copy.h"
#include "training/random.h"
#include "training/workers.h"

namespace spk {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Leaves a gradient to what the objective trains and no prefix freezes.
void ChooseTrained(CodecModel model, Objective objective, const std::vector<std::string>& frozen) {
  if (objective == Objective::kResidual) {
    for (const torch::Tensor& p : model->parameters()) torch::Tensor(p).set_requires_grad(false);
    for (const torch::Tensor& p : model->ResidualParameters()) {
      torch::Tensor(p).set_requires_grad(true);
    }
  } else if (objective == Objective::kCoarse) {
    for (const torch::Tensor& p : model->ResidualParameters()) {
      torch::Tensor(p).set_requires_grad(false);
    }
  }
  bool quantizer_trained = objective != Objective::kResidual;
  for (const auto& item : model->named_parameters()) {
    for (const std::string& prefix : frozen) {
      if (!item.key().starts_with(prefix)) continue;
      torch::Tensor(item.value()).set_requires_grad(false);
      if (item.key().starts_with("quantizer")) quantizer_trained = false;
    }
  }
  if (model->quantizer() && !quantizer_trained) model->quantizer()->FreezeStatistics();
}

}  // namespace

struct Trainer::State {
  State(TrainJob given, Processes group, const CodecConfig& model_config)
      : job(std::move(given)),
        processes(std::move(group)),
        run{.model = CodecModel(model_config),
            .average = CodecModel(model_config),
            .optimizer = nullptr},
        sampler(std::move(job.sources), job.config.augmentation,
                static_cast<int>(model_config.sample_rate), job.config.seed),
        loader(&sampler, &job.config, model_config.hop, processes.rank(), processes.size()) {}

  std::string Path(const char* name) const { return job.folder + "/" + name; }
  Result<void> Start();
  StepLoss Backward(const torch::Tensor& audio);
  double TrainStep(const TrainListener& listener);
  void Report(const TrainListener& listener);
  Result<void> ValidateAll(const TrainListener& listener);
  std::string WrongWith(double loss) const;

  TrainJob job;
  Processes processes;
  RunState run;
  WindowSampler sampler;
  BatchLoader loader;
  std::unique_ptr<Workers> workers;
  std::unique_ptr<AdamW> optimizer;
  std::unique_ptr<RunLog> log;
  int64_t collapsed_steps = 0;
  bool stopping = false;

  // Sums since the last report.
  StepReport sums;
  double power = 0;
  double squared_error = 0;
  double audio_seconds = 0;
  int64_t summed = 0;
  Clock::time_point since = Clock::now();
};

Result<void> Trainer::State::Start() {
  if (!job.initial_weights.empty()) {
    auto loaded = LoadWeights(job.initial_weights, run.model.get());
    if (!loaded) return loaded;
  }
  run.model->to(job.device);
  run.average->to(job.device);
  ChooseTrained(run.model, job.config.objective, job.frozen);
  CopyParameters(*run.model, *run.average);
  optimizer = std::make_unique<AdamW>(
      run.model->parameters(), run.average->parameters(),
      AdamWOptions{.weight_decay = job.config.weight_decay, .average_decay = job.config.ema_decay});
  run.optimizer = optimizer.get();
  run.model->train();
  if (std::filesystem::exists(Path("checkpoint.pt"))) {
    auto loaded = LoadCheckpoint(Path("checkpoint.pt"), &run);
    if (!loaded) return loaded;
  }
  workers = std::make_unique<Workers>(run.model, &processes);
  if (processes.rank() != 0) return {};
  auto opened = RunLog::Open(job.folder, run.step);
  if (!opened) return tl::make_unexpected(opened.error());
  log = std::make_unique<RunLog>(std::move(*opened));
  return {};
}

// Noise and noise levels of the diffusion are new in every process, worker and step, and the same
// when repeated.
StepLoss Trainer::State::Backward(const torch::Tensor& audio) {
  Random random{job.config.seed, static_cast<uint64_t>(run.step),
                static_cast<uint64_t>(processes.rank())};
  torch::manual_seed(random.Next());
  const uint64_t seed = random.Next();
  return workers->Backward(audio,
                           [&](CodecModel replica, const torch::Tensor& part, uint64_t worker) {
                             Generator generator;
                             if (audio.device().is_cpu())
                               generator = at::detail::createCPUGenerator(seed + worker);
                             return EvaluateObjective(replica, job.config, part, generator);
                           });
}

// One update; returns the loss, averaged over the processes.
double Trainer::State::TrainStep(const TrainListener& listener) {
  const TrainConfig& config = job.config;
  const torch::Tensor audio = loader.Get(run.step).to(job.device);
  const StepLoss result = Backward(audio);

  // A process that is told to stop takes the others with it: none may wait for one that has left.
  const bool stop = listener.stop && listener.stop();
  std::vector<torch::Tensor> shared = {result.loss.detach(), result.error,
                                       torch::full({}, stop ? 1 : 0, audio.options())};
  for (const torch::Tensor& parameter : run.model->parameters()) {
    if (parameter.grad().defined()) shared.push_back(parameter.grad());
  }
  processes.Average(shared);
  const auto value = shared[0].item<double>();
  stopping = shared[2].item<double>() > 0;

  const double norm = optimizer->GradientNorm();
  const double rate = LearningRate(config, run.step);
  if (std::isfinite(value) && std::isfinite(norm)) {
    const torch::NoGradGuard no_grad;
    optimizer->Step(rate, std::min(1.0, config.gradient_clip / (norm + 1e-12)));
  }
  optimizer->ClearGradients();
  ++run.step;

  const double steps_per_second = static_cast<double>(run.model->config().sample_rate) /
                                  static_cast<double>(run.model->config().hop);
  const auto density = result.events.mean().item<double>();
  const bool dead = density < 0.002 || density > 0.998;
  collapsed_steps = dead ? collapsed_steps + 1 : 0;
  sums.loss += value;
  squared_error += shared[1].item<double>();
  sums.density += density;
  sums.entropy_kbps += EntropyRate(result.events, steps_per_second) / 1000;
  sums.gradient_norm += norm;
  sums.learning_rate = rate;
  power += audio.square().mean().item<double>();
  audio_seconds += static_cast<double>(audio.numel() * processes.size()) /
                   static_cast<double>(run.model->config().sample_rate);
  ++summed;
  if (listener.on_step) listener.on_step(run.step, std::isfinite(norm) ? value : norm);
  return std::isfinite(norm) ? value : norm;
}

void Trainer::State::Report(const TrainListener& listener) {
  const auto count = static_cast<double>(summed);
  const double elapsed = SecondsSince(since);
  StepReport report = sums;
  report.step = run.step;
  report.loss /= count;
  report.snr = 10 * std::log10(power / squared_error);
  report.density /= count;
  report.events_per_second = report.density * static_cast<double>(run.model->config().units) *
                             static_cast<double>(run.model->config().sample_rate) /
                             static_cast<double>(run.model->config().hop);
  report.entropy_kbps /= count;
  report.gradient_norm /= count;
  report.audio_per_second = audio_seconds / elapsed;
  report.seconds_left = elapsed / count * static_cast<double>(job.config.steps - run.step);
  log->Write(report);
  if (listener.on_report) listener.on_report(report);
  sums = {};
  power = 0;
  squared_error = 0;
  audio_seconds = 0;
  summed = 0;
  since = Clock::now();
}

Result<void> Trainer::State::ValidateAll(const TrainListener& listener) {
  CopyBuffers(*run.model, *run.average);
  // Stage 2 leaves the coarse decode as it is; what it must lower is the spectral distance.
  const bool sampling = job.config.objective != Objective::kCoarse;
  const int64_t sampling_steps = sampling ? job.config.validation.sampling_steps : 0;
  double sum = 0;
  std::vector<ValidationReport> reports;
  for (const ValidationSet& set : job.validation) {
    ValidationReport report =
        Validate(run.average, set, sampling_steps, job.config.validation.refinement);
    report.step = run.step;
    sum += job.config.objective == Objective::kResidual ? -report.sampled.mel_high : report.si_snr;
    log->Write(report);
    if (listener.on_validation) listener.on_validation(report);
    reports.push_back(report);
  }
  const std::string card = CardJson(job.config, run.step, reports);
  auto saved = SaveWeights(Path("model.safetensors"), *run.average, job.model_json, card,
                           TensorType::kFloat16);
  if (!saved || job.validation.empty()) return saved;
  const double mean = sum / static_cast<double>(job.validation.size());
  if (mean < run.best_score - 3) {
    return Fail(ErrorCode::kModel, "validation fell to " + std::to_string(mean) + " dB from " +
                                       std::to_string(run.best_score));
  }
  if (mean > run.best_score) {
    run.best_score = mean;
    saved = SaveWeights(Path("best.safetensors"), *run.average, job.model_json, card,
                        TensorType::kFloat16);
  }
  if (auto plotted = log->Plot(); !plotted && listener.on_note) {
    listener.on_note(plotted.error().message);
  }
  since = Clock::now();  // validating is no training
  return saved;
}

std::string Trainer::State::WrongWith(double loss) const {
  constexpr int64_t kCollapsedSteps = 200;
  if (!std::isfinite(loss)) return "the loss or its gradient is not finite";
  if (collapsed_steps >= kCollapsedSteps) return "the units have stopped firing or never rest";
  return "";
}

Trainer::Trainer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Trainer::Trainer(Trainer&&) noexcept = default;
Trainer& Trainer::operator=(Trainer&&) noexcept = default;
Trainer::~Trainer() = default;

int64_t Trainer::step() const { return state_->run.step; }

Result<Trainer> Trainer::Create(TrainJob job, Processes processes) {
  const auto config = ParseConfig(job.model_json);
  if (!config) return tl::make_unexpected(config.error());
  try {
    torch::manual_seed(job.config.seed);  // of the initial weights
    auto state = std::make_unique<State>(std::move(job), std::move(processes), *config);
    const auto started = state->Start();
    if (!started) return tl::make_unexpected(started.error());
    return Trainer(std::move(state));
  } catch (const std::exception& error) {
    return Fail(ErrorCode::kModel, "cannot build the model: " + FirstLine(error));
  }
}

Result<void> Trainer::Run(const TrainListener& listener) {
  State& s = *state_;
  const bool leads = s.processes.rank() == 0;
  Clock::time_point saved_at = Clock::now();
  s.since = saved_at;
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
      if (auto validated = s.ValidateAll(listener); !validated) return validated;
    }
    if (SecondsSince(saved_at) > 60 * s.job.config.checkpoint_minutes) {
      if (auto saved = SaveCheckpoint(s.Path("checkpoint.pt"), s.run); !saved) return saved;
      saved_at = Clock::now();
    }
  }
  if (!leads) return {};
  // First of all: who was told to stop may have little time.
  if (auto saved = SaveCheckpoint(s.Path("checkpoint.pt"), s.run); !saved) return saved;
  if (auto validated = s.ValidateAll(listener); !validated) return validated;
  return SaveCheckpoint(s.Path("checkpoint.pt"), s.run);
}

}  // namespace spk
