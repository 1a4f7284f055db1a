#include "cli/batch.h"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <set>

#include "cli/output_file.h"

namespace spk {
namespace {

namespace fs = std::filesystem;

volatile std::sig_atomic_t interrupting_signal = 0;

void NoteSignal(int signal) { interrupting_signal = signal; }

std::string OutputName(const BatchOptions& options, const std::string& input,
                       const std::string& extension) {
  if (options.to_stdout || (options.output.empty() && input == "-") || options.output == "-") {
    return "-";
  }
  const bool folder = options.output.ends_with('/') || fs::is_directory(options.output);
  if (!options.output.empty() && !folder) return options.output;
  const fs::path name =
      input == "-" ? fs::path("stdin" + extension) : fs::path(input).replace_extension(extension);
  return folder ? (fs::path(options.output) / name.filename()).string() : name.string();
}

}  // namespace

void AddBatchOptions(CLI::App* app, BatchOptions* options) {
  app->add_option("FILE", options->inputs, "inputs, - for standard input")->required();
  app->add_option("-o,--output", options->output, "output file, or folder for several inputs");
  app->add_flag("-c,--stdout", options->to_stdout, "write to standard output");
  app->add_flag("-f,--force", options->force, "replace outputs that exist");
  app->add_option("--threads", options->threads, "windows under way at a time (one a core)")
      ->check(CLI::Range(1, 1024));
  app->add_flag("-q,--quiet", options->quiet, "print errors only");
  app->add_flag("-v,--verbose", options->verbose, "print more of each file");
}

Result<std::vector<Task>> PlanTasks(const BatchOptions& options, const std::string& extension) {
  std::vector<Task> tasks;
  std::set<std::string> outputs;
  for (const std::string& input : options.inputs) {
    tasks.push_back({input, OutputName(options, input, extension)});
    const std::string& output = tasks.back().output;
    if (!outputs.insert(output).second) {
      return Fail(ErrorCode::kUsage, Printable(input) + ": would go to " + Printable(output) +
                                         ", as another input does");
    }
    if (input != "-" && output != "-" && SameFile(input, output)) {
      return Fail(ErrorCode::kUsage, Printable(input) + ": is its own output");
    }
    if (output == "-" && isatty(STDOUT_FILENO) != 0) {
      return Fail(ErrorCode::kUsage, "will not write audio data to a terminal");
    }
  }
  return tasks;
}

int WithTasks(const BatchOptions& options, const std::string& extension,
              const std::function<Result<int>(const std::vector<Task>&)>& body) {
  const auto tasks = PlanTasks(options, extension);
  const Result<int> code = tasks ? body(*tasks) : tl::make_unexpected(tasks.error());
  if (code) return *code;
  spdlog::error("{}", code.error().message);
  return static_cast<int>(code.error().code);
}

int RunTasks(const std::vector<Task>& tasks, const std::function<Result<void>(const Task&)>& run) {
  std::signal(SIGINT, NoteSignal);
  std::signal(SIGTERM, NoteSignal);
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of writing
  Outcome outcome;
  for (const Task& task : tasks) {
    const Result<void> result = run(task);
    if (interrupting_signal != 0) {
      std::signal(interrupting_signal, SIG_DFL);
      std::raise(interrupting_signal);
    }
    if (!result) spdlog::error("{}: {}", Printable(task.input), result.error().message);
    outcome.Add(result);
  }
  return outcome.exit_code();
}

ProgressLine::ProgressLine(std::string name, bool quiet)
    : name_(std::move(name)), shown_(!quiet && isatty(STDERR_FILENO) != 0) {}

ProgressLine::~ProgressLine() { Clear(); }

void ProgressLine::Clear() {
  if (shown_) fmt::print(stderr, "\r\033[K");
}

double ProgressLine::elapsed() const {
  return std::chrono::duration<double>(Clock::now() - start_).count();
}

bool ProgressLine::Update(double seconds, double total) {
  constexpr auto kEvery = std::chrono::milliseconds(100);
  if (shown_ && Clock::now() - last_ > kEvery) {
    last_ = Clock::now();
    const double speed = seconds / elapsed();
    std::string left;
    if (total > 0) {
      left = fmt::format("{:3.0f} %, {} left", std::min(100.0, 100 * seconds / total),
                         ClockText(std::max(0.0, total - seconds) / speed));
    } else {
      left = ClockText(seconds);
    }
    fmt::print(stderr, "\r{:.40}: {}, {:.0f}x real time\033[K", name_, left, speed);
  }
  return interrupting_signal == 0;
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
