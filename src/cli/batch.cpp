#include "cli/batch.h"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "cli/options.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "system/json_text.h"

namespace spk {
namespace {

namespace fs = std::filesystem;

void MakeFolderOf(const std::string& path) {
  std::error_code ignored;  // what is wrong the file will tell
  fs::create_directories(fs::path(path).parent_path(), ignored);
}

std::string LogLine(const Task& task, const TaskReport& report) {
  nlohmann::ordered_json json = {{"input", task.input},
                                 {"output", task.output},
                                 {"status", !report.result   ? "failed"
                                            : report.skipped ? "skipped"
                                                             : "done"},
                                 {"seconds", report.seconds},
                                 {"bytes_in", report.bytes_in},
                                 {"bytes_out", report.bytes_out},
                                 {"elapsed", report.elapsed}};
  const auto coded = static_cast<double>(std::min(report.bytes_in, report.bytes_out));
  json["kbps"] = report.seconds > 0 ? coded * 8 / report.seconds / 1000 : 0;
  if (!report.result) {
    json["error"] = report.result.error().message;
    json["code"] = static_cast<int>(report.result.error().code);
  }
  return JsonText(json) + "\n";
}

// Runs the tasks on its workers and reports in order.
class Batch {
 public:
  Batch(const std::vector<Task>& tasks, const WorkerOptions& options, const InputKind& kind,
        const Work& work)
      : tasks_(tasks),
        options_(options),
        work_(work),
        share_(ShareCores(options, tasks.size())),
        line_(
            Names(tasks), [&](size_t i) { return kind.cost(tasks[i].input); }, options.quiet),
        reports_(tasks.size()) {}

  Result<int> Run() {
    if (!options_.log.empty()) {
      MakeFolderOf(options_.log);
      log_.open(options_.log, std::ios::app);
      if (!log_) return Fail(ErrorCode::kOutput, options_.log + ": cannot write");
    }
    const auto start = std::chrono::steady_clock::now();
    {
      std::vector<std::jthread> others;
      for (int i = 1; i < share_.jobs; ++i) others.emplace_back([this] { Take(); });
      Take();
    }
    line_.Clear();
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    if (!options_.quiet) PrintTotal(elapsed.count());
    if (!options_.log.empty() && !log_.flush()) {
      return Fail(ErrorCode::kOutput, options_.log + ": cannot write");
    }
    return outcome_.exit_code();
  }

 private:
  static std::vector<std::string> Names(const std::vector<Task>& tasks) {
    std::vector<std::string> names;
    names.reserve(tasks.size());
    for (const Task& task : tasks) names.push_back(Printable(task.input));
    return names;
  }

  void Take() {
    for (size_t i = next_++; i < tasks_.size(); i = next_++) {
      const auto start = std::chrono::steady_clock::now();
      TaskReport report = Do(i);
      const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
      report.elapsed = elapsed.count();
      line_.Finish(i, report.seconds, report.result && !report.skipped);
      const std::lock_guard lock(mutex_);
      if (log_.is_open()) log_ << LogLine(tasks_[i], report) << std::flush;
      reports_[i] = std::move(report);
      for (; reported_ < tasks_.size() && reports_[reported_]; ++reported_) Report(reported_);
    }
  }

  TaskReport Do(size_t i) {
    TaskReport report;
    const auto worked = CatchAll<void>([&]() -> Result<void> {
      if (tasks_[i].error) return tl::make_unexpected(*tasks_[i].error);
      report = work_(tasks_[i], share_.threads, [&](double seconds, double share) {
        line_.Update(i, seconds, share);
        return true;
      });
      return {};
    });
    if (!worked) report.result = worked;
    return report;
  }

  void Report(size_t i) {
    TaskReport& report = *reports_[i];
    line_.Clear();
    for (const std::string& warning : report.warnings) {
      spdlog::warn("{}: {}", tasks_[i].input, warning);
    }
    if (!options_.quiet) Tell(report.text);
    if (!report.result) {
      spdlog::error("{}: {}", tasks_[i].input, report.result.error().message);
    }
    outcome_.Add(report.result);
    failed_ += report.result ? 0 : 1;
    skipped_ += report.skipped ? 1 : 0;
    if (report.result && !report.skipped) {
      seconds_ += report.seconds;
      bytes_in_ += report.bytes_in;
      bytes_out_ += report.bytes_out;
    }
    report = {};
  }

  void PrintTotal(double elapsed) const {
    if (skipped_ > 0 && skipped_ + failed_ == tasks_.size()) {
      const std::string all = CountText(skipped_, "file", "files");
      const std::string failed = failed_ > 0 ? fmt::format("; {} failed", failed_) : "";
      Tell(fmt::format("nothing to do: {} skipped, whole outputs are there{}\n", all, failed));
    }
    if (tasks_.size() < 2 || bytes_out_ == 0) return;
    const auto in = static_cast<double>(bytes_in_);
    const auto out = static_cast<double>(bytes_out_);
    std::string text = fmt::format("{}, {:.2f} h: {} -> {}",
                                   CountText(reported_ - failed_ - skipped_, "file", "files"),
                                   seconds_ / 3600, BytesText(in), BytesText(out));
    if (seconds_ > 0 && in > 0 && out > 0) {
      text += fmt::format(" (1:{:.0f}, {:.3f} kbit/s)", std::max(in, out) / std::min(in, out),
                          std::min(in, out) * 8 / seconds_ / 1000);
    }
    text += fmt::format(" in {:.1f} s, {:.0f}x real time", elapsed, seconds_ / elapsed);
    if (skipped_ > 0) text += fmt::format("; {} skipped", skipped_);
    if (failed_ > 0) text += fmt::format("; {} failed", failed_);
    Tell(text + "\n");
  }

  const std::vector<Task>& tasks_;
  const WorkerOptions& options_;
  const Work& work_;
  CoreShare share_;
  ProgressLine line_;
  std::ofstream log_;
  std::atomic<size_t> next_ = 0;

  std::mutex mutex_;  // of all that follows
  std::vector<std::optional<TaskReport>> reports_;
  size_t reported_ = 0;
  Outcome outcome_;
  size_t failed_ = 0;
  size_t skipped_ = 0;
  double seconds_ = 0;
  uint64_t bytes_in_ = 0;
  uint64_t bytes_out_ = 0;
};

}  // namespace

void AddBatchOptions(CLI::App* app, BatchOptions* options) {
  AddInputOptions(app, &options->inputs);
  OutputOptions& outputs = options->outputs;
  WorkerOptions& workers = options->workers;
  auto* output =
      app->add_option("-o,--output", outputs.output, "output file, or folder for several inputs")
          ->type_name("FILE");
  app->add_option("--output-dir", outputs.output_folder,
                  "a folder for the outputs that mirrors those of the inputs")
      ->type_name("DIR")
      ->excludes(output);
  app->add_flag("-c,--stdout", outputs.to_stdout, "write to standard output");
  app->add_flag("-f,--force", outputs.force, "replace outputs that exist");
  app->add_flag("--skip-existing", outputs.skip_existing,
                "pass over inputs whose output is there, whole and theirs; replace others");
  app->add_option("--jobs", workers.jobs,
                  "files under way at a time (the cores, or the files if these are fewer)")
      ->check(WholeFrom(1, 1024));
  app->add_option("--threads", workers.threads,
                  "windows of a file under way at a time (the cores, divided by the jobs)")
      ->check(WholeFrom(1, 1024));
  app->add_option("--log", workers.log, "append a JSON object a line for each file as it ends")
      ->type_name("FILE");
  app->add_flag("-q,--quiet", workers.quiet, "print errors only");
}

CoreShare ShareCores(const WorkerOptions& options, size_t files) {
  const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  const int most = std::max(1, cores / std::max(1, options.threads));
  CoreShare share;
  share.jobs = options.jobs > 0 ? options.jobs : std::clamp(static_cast<int>(files), 1, most);
  share.threads = options.threads > 0 ? options.threads : std::max(1, cores / share.jobs);
  return share;
}

bool HasWork(const std::vector<Task>& tasks) {
  return std::ranges::any_of(tasks, [](const Task& task) { return !task.error; });
}

Result<int> RunTasks(const std::vector<Task>& tasks, const WorkerOptions& options,
                     const InputKind& kind, const Work& work) {
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of writing
  return Batch(tasks, options, kind, work).Run();
}

int RunBatch(const BatchOptions& options, const InputKind& kind, const std::string& extension,
             const std::function<Result<Work>(const CoreShare&)>& prepare) {
  return ExitCode([&]() -> Result<int> {
    const auto tasks = PlanTasks(options.inputs, options.outputs, kind, extension);
    SPK_TRY(tasks);
    if (!HasWork(*tasks)) return RunTasks(*tasks, options.workers, kind, {});
    const auto work = prepare(ShareCores(options.workers, tasks->size()));
    SPK_TRY(work);
    return RunTasks(*tasks, options.workers, kind, *work);
  }());
}

Result<OutputFile> CreateOutput(const Task& task, const OutputOptions& options) {
  if (!options.output_folder.empty() || options.output.ends_with('/')) MakeFolderOf(task.output);
  // What is there and is not finished, --skip-existing replaces.
  return OutputFile::Create(task.output, options.force || options.skip_existing);
}

std::string BytesText(double bytes) {
  constexpr std::array kUnits = {"B", "kB", "MB", "GB", "TB"};
  size_t unit = 0;
  for (; bytes >= 1000 && unit + 1 < kUnits.size(); ++unit) bytes /= 1000;
  return unit == 0 ? fmt::format("{:.0f} B", bytes)
                   : fmt::format("{:.{}f} {}", bytes,
                                 bytes < 10    ? 2
                                 : bytes < 100 ? 1
                                               : 0,
                                 kUnits[unit]);
}

}  // namespace spk
