#include <malloc.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "cli/neural/commands.h"
#include "cli/terminal.h"
#include "model/config.h"
#include "model/device.h"
#include "system/debris.h"
#include "system/text_file.h"
#include "training/initial_model.h"
#include "training/trainer.h"
#include "training/workers.h"

namespace spk {
namespace {

volatile std::sig_atomic_t stop_requested = 0;

Result<Corpus> OpenCorpus(const std::string& folder, const TrainCommand& options, int sample_rate,
                          Split split) {
  const auto progress = [&folder](size_t done, size_t all, const std::string& path) {
    if (isatty(STDERR_FILENO) != 0) {
      Tell(fmt::format("\r{}: {} of {}: {:.40}\033[K", Printable(folder), done + 1, all,
                       Printable(path)));
      if (done + 1 == all) Tell("\r\033[K");
    }
  };
  Result<Corpus> corpus = Corpus::Open(folder, options.cache, sample_rate, split, progress);
  if (corpus) {
    spdlog::info("{}: {} files, {:.2f} h", folder, corpus->recordings().size(),
                 static_cast<double>(corpus->total_samples()) / sample_rate / 3600);
    for (const std::string& path : corpus->skipped()) {
      spdlog::warn("{}/{}: not readable as audio, left out", folder, path);
    }
  }
  return corpus;
}

// What is trained on says nothing when it is validated on. Fails with kUsage.
Result<void> CheckApart(const std::string& folder, const Corpus& validation,
                        const std::set<std::filesystem::path>& trained) {
  for (const Recording& recording : validation.recordings()) {
    const auto path = std::filesystem::canonical(std::filesystem::path(folder) / recording.path);
    if (!trained.contains(path)) continue;
    return Fail(ErrorCode::kUsage, path.string() +
                                       ": both in --corpus and in --validation, and no "
                                       "maestro-*.csv says which it is for");
  }
  return {};
}

Result<void> OpenCorpora(const TrainCommand& options, TrainJob* job) {
  const TrainableFacts model = job->model->facts();
  const auto rate = static_cast<int>(model.sample_rate);
  std::set<std::filesystem::path> trained;
  for (const auto& [folder, weight] : options.corpora) {
    auto corpus = OpenCorpus(folder, options, rate, Split::kTrain);
    SPK_TRY(corpus);
    for (const Recording& recording : corpus->recordings()) {
      trained.insert(std::filesystem::canonical(std::filesystem::path(folder) / recording.path));
    }
    job->sources.push_back({std::move(*corpus), weight});
  }
  for (const std::string& folder : options.validation) {
    auto corpus = OpenCorpus(folder, options, rate, Split::kValidation);
    SPK_TRY(corpus);
    SPK_TRY(CheckApart(folder, *corpus, trained));
    const std::filesystem::path path = std::filesystem::canonical(folder);
    const std::string name = path.filename() == "validation"
                                 ? path.parent_path().filename().string()
                                 : path.filename().string();
    job->validation.push_back(MakeValidationSet(name, *corpus, job->config.validation, model.hop));
  }
  return {};
}

std::string EventText(const std::optional<EventRate>& events) {
  if (!events) return "";
  return fmt::format("  density {:.3f}  {:.0f} events/s  entropy {:.2f} kbit/s, packed {:.2f}",
                     events->density, events->events_per_second, events->entropy_kbps,
                     events->packed_kbps);
}

void PrintReport(const StepReport& r, int64_t steps) {
  const auto line = fmt::format(
      "step {}/{}  loss {:.4f}  snr {:.2f} dB{}  gamma {:.3g}  |g| {:.2f}  lr {:.1e}  "
      "{:.0f}x real time  {:.0f} min left",
      r.step, steps, r.loss, r.snr, EventText(r.events), r.rate_weight, r.gradient_norm,
      r.learning_rate, r.audio_per_second, r.seconds_left / 60);
  if (isatty(STDERR_FILENO) != 0) {
    Tell(fmt::format("\r{}\033[K", line));
  } else if (r.step % (10 * Trainer::kReportSteps) == 0) {
    spdlog::info("{}", line);
  }
}

// "SI-SNR 12.21 dB (worst 5.64)  log-mel 4.54 dB": what is shown there, of the worst windows too if
// they are known.
std::string MetricText(const MetricValues& values, Shown where, const MetricValues* worst) {
  std::string text;
  for (size_t i = 0; i < kMetrics.size(); ++i) {
    const Metric& metric = kMetrics[i];
    if (!metric.ShownIn(where)) continue;
    text += fmt::format("{}{} {:.{}f}", text.empty() ? "" : "  ", metric.title, values[i],
                        metric.decimals);
    if (*metric.unit != '\0') text += fmt::format(" {}", metric.unit);
    if (metric.spread && worst != nullptr) {
      text += fmt::format(" (worst {:.{}f})", (*worst)[i], metric.decimals);
    }
  }
  return text;
}

void PrintValidation(const ValidationReport& r) {
  if (isatty(STDERR_FILENO) != 0) Tell("\r\033[K");
  spdlog::info("step {}  {}: {}{}{}  levels {:+.1f} to {:+.1f} dB", r.step, r.name,
               MetricText(r.means, kValidation, &r.worst), EventText(r.events),
               r.estimated_kbps ? fmt::format("  estimated {:.2f} kbit/s", *r.estimated_kbps) : "",
               r.quietest, r.loudest);
  if (r.sampled.steps > 0) {
    spdlog::info("step {}  {}: {} steps: {}", r.step, r.name, r.sampled.steps,
                 MetricText(r.sampled.means, kSampling, nullptr));
  }
}

// Every step takes and frees the memory of its activations. What stays in the heap need not be
// mapped and cleared again, for which the threads of a process wait for each other.
void KeepFreedMemory() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the most it takes
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
#endif
}

}  // namespace

Result<int> Train(const TrainCommand& options) {
  KeepFreedMemory();
  ComputeOnAllCores();
  auto config = ReadTrainConfig(options.config);
  SPK_TRY(config);
  if (options.steps > 0) config->steps = options.steps;
  auto model_json = ReadTextFile(config->model);
  SPK_TRY(model_json);
  const auto model = InitialModel(*model_json, config->seed);
  SPK_TRY(model);
  const auto device = FindDevice(options.device);
  SPK_TRY(device);
  auto processes = Processes::FromEnvironment(*device);
  SPK_TRY(processes);

  TrainJob job;
  job.device = *device;
  job.config = *config;
  job.model_json = *model_json;
  job.model = *model;
  job.folder = options.run;
  job.initial_weights = options.init;
  job.frozen = options.frozen;
  const auto opened = OpenCorpora(options, &job);
  SPK_TRY(opened);

  auto trainer = Trainer::Create(std::move(job), std::move(*processes));
  SPK_TRY(trainer);
  if (trainer->step() > 0) spdlog::info("going on after step {}", trainer->step());

  HandleOnce(SIGINT, [](int) { stop_requested = 1; });
  HandleOnce(SIGTERM, [](int) { stop_requested = 1; });
  TrainListener listener;
  listener.on_report = [&config](const StepReport& r) { PrintReport(r, config->steps); };
  listener.on_validation = PrintValidation;
  listener.on_note = [](const std::string& note) { spdlog::warn("{}", note); };
  listener.stop = [] { return stop_requested != 0; };
  const auto finished = trainer->Run(listener);
  SPK_TRY(finished);
  spdlog::info("{} after step {}", stop_requested != 0 ? "stopped" : "finished", trainer->step());
  return 0;
}

}  // namespace spk
