#include <malloc.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/terminal.h"
#include "model/device.h"
#include "system/debris.h"
#include "training/trainer.h"

namespace spk {
namespace {

volatile std::sig_atomic_t stop_requested = 0;

struct Options {
  std::string config;
  std::vector<std::string> corpora;  // DIR or DIR=WEIGHT
  std::vector<std::string> validation;
  std::string run;
  std::string init;
  std::vector<std::string> frozen;
  std::string cache;
  std::string device = "cpu";
  int64_t steps = 0;
};

std::string DefaultCache() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  return cache != nullptr ? std::string(cache) + "/spk"
                          : std::string(home != nullptr ? home : ".") + "/.cache/spk";
}

int Report(const Error& error) {
  spdlog::error("{}", error.message);
  return static_cast<int>(error.code);
}

Result<Corpus> OpenCorpus(const std::string& folder, const Options& options, int sample_rate,
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

// "DIR=WEIGHT" or "DIR", weight 1. Fails with kUsage.
Result<std::pair<std::string, double>> SplitWeight(const std::string& text) {
  const size_t equals = text.rfind('=');
  if (equals == std::string::npos) return std::pair(text, 1.0);
  double weight = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + equals + 1, end, weight);
  if (read.ec == std::errc() && read.ptr == end && std::isfinite(weight) && weight >= 0) {
    return std::pair(text.substr(0, equals), weight);
  }
  return Fail(ErrorCode::kUsage, "--corpus: " + text + ": DIR=WEIGHT, the weight a number");
}

Result<void> OpenCorpora(const Options& options, const CodecConfig& model, TrainJob* job) {
  const auto rate = static_cast<int>(model.sample_rate);
  for (const std::string& text : options.corpora) {
    const auto split = SplitWeight(text);
    if (!split) return tl::make_unexpected(split.error());
    const auto& [folder, weight] = *split;
    auto corpus = OpenCorpus(folder, options, rate, Split::kTrain);
    if (!corpus) return tl::make_unexpected(corpus.error());
    job->sources.push_back({std::move(*corpus), weight});
  }
  for (const std::string& folder : options.validation) {
    auto corpus = OpenCorpus(folder, options, rate, Split::kValidation);
    if (!corpus) return tl::make_unexpected(corpus.error());
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

void PrintValidation(const ValidationReport& r) {
  if (isatty(STDERR_FILENO) != 0) Tell("\r\033[K");
  spdlog::info(
      "step {}  {}: SI-SNR {:.2f} dB (worst {:.2f})  log-mel {:.2f} dB, {:.2f} under and "
      "{:.2f} over 2 kHz{}  levels {:+.1f} to {:+.1f} dB",
      r.step, r.name, r.si_snr, r.worst_si_snr, r.mel, r.mel_low, r.mel_high, EventText(r.events),
      r.quietest, r.loudest);
  if (r.sampled.steps > 0) {
    spdlog::info("step {}  {}: {} steps: SI-SNR {:.2f} dB  log-mel {:.2f} dB, {:.2f} over 2 kHz",
                 r.step, r.name, r.sampled.steps, r.sampled.si_snr, r.sampled.mel,
                 r.sampled.mel_high);
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

int Train(const Options& options) {
  KeepFreedMemory();
  auto config = ReadTrainConfig(options.config);
  if (!config) return Report(config.error());
  if (options.steps > 0) config->steps = options.steps;
  auto model_json = ReadTextFile(config->model);
  if (!model_json) return Report(model_json.error());
  const auto model = ParseConfig(*model_json);
  if (!model) return Report(model.error());
  const auto device = FindDevice(options.device);
  if (!device) return Report(device.error());
  auto processes = Processes::FromEnvironment(*device);
  if (!processes) return Report(processes.error());

  TrainJob job;
  job.device = *device;
  job.config = *config;
  job.model_json = *model_json;
  job.folder = options.run;
  job.initial_weights = options.init;
  job.frozen = options.frozen;
  const auto opened = OpenCorpora(options, *model, &job);
  if (!opened) return Report(opened.error());

  auto trainer = Trainer::Create(std::move(job), std::move(*processes));
  if (!trainer) return Report(trainer.error());
  if (trainer->step() > 0) spdlog::info("going on after step {}", trainer->step());

  HandleOnce(SIGINT, [](int) { stop_requested = 1; });
  HandleOnce(SIGTERM, [](int) { stop_requested = 1; });
  TrainListener listener;
  listener.on_report = [&config](const StepReport& r) { PrintReport(r, config->steps); };
  listener.on_validation = PrintValidation;
  listener.on_note = [](const std::string& note) { spdlog::warn("{}", note); };
  listener.stop = [] { return stop_requested != 0; };
  const auto finished = trainer->Run(listener);
  if (!finished) return Report(finished.error());
  spdlog::info("{} after step {}", stop_requested != 0 ? "stopped" : "finished", trainer->step());
  return 0;
}

}  // namespace

int RunTrain(int argc, char** argv) {
  CLI::App app("Trains a model, or goes on with a run that was stopped", "spk train");
  app.footer(
      "Examples:\n  spk train --config models/training/free.json --corpus DIR --validation DIR "
      "--run RUN\n  spk train --config RECIPE.json --corpus DIR=0.9 --corpus OTHER=0.1 --run RUN");
  Options options;
  options.cache = DefaultCache();
  app.add_option("--config", options.config, "Recipe, models/training/*.json")->required();
  app.add_option("--corpus", options.corpora,
                 "Folder of audio, DIR or DIR=WEIGHT; a MAESTRO folder gives its training split")
      ->required();
  app.add_option("--validation", options.validation,
                 "Folder of audio to validate on; a MAESTRO folder gives its validation split");
  app.add_option("--run", options.run, "Folder of the run: checkpoint, weights, log")->required();
  app.add_option("--init", options.init, "Weights to start from");
  app.add_option("--freeze", options.frozen, "Parts not to train, by the start of their names")
      ->delimiter(',');
  app.add_option("--cache", options.cache, "Where decoded corpora are kept")->capture_default_str();
  app.add_option("--steps", options.steps, "Length of the run, in place of the recipe's");
  AddDeviceOption(&app, &options.device);
  return ParseAndRun(app, argc, argv, [&options] {
    spdlog::set_pattern("%H:%M:%S %v");
    return Train(options);
  });
}

}  // namespace spk
