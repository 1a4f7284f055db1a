// What encode and decode share: the names of outputs, progress, the end of a batch.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "spk/codec.h"
#include "spk/error.h"

namespace spk {

struct BatchOptions {
  std::vector<std::string> inputs;
  std::string output;      // -o: a file, or a folder if it is one or ends with '/'
  bool to_stdout = false;  // -c
  bool force = false;      // -f
  bool quiet = false;
  bool verbose = false;
  std::string model;
  int threads = 0;
};

// Declares the options above that encode and decode have alike: all but the model.
void AddBatchOptions(CLI::App* app, BatchOptions* options);

struct Task {
  std::string input;   // "-" = standard input
  std::string output;  // "-" = standard output
};

// One task an input. Without -o, an output stands beside its input, under its name with `extension`
// in place of its own; standard input goes to standard output. Fails with kUsage: one output for
// several inputs, two inputs with one output, an output that is an input, a terminal.
Result<std::vector<Task>> PlanTasks(const BatchOptions& options, const std::string& extension);

// Plans the tasks and hands them to `body`; the exit code. What fails is one line on standard
// error.
int WithTasks(const BatchOptions& options, const std::string& extension,
              const std::function<Result<int>(const std::vector<Task>&)>& body);

// Runs every task and reports errors, one line each; the exit code. An interruption ends the batch
// and, when all is cleaned up, the process by its signal, as shells expect.
int RunTasks(const std::vector<Task>& tasks, const std::function<Result<void>(const Task&)>& run);

// A line on a terminal's standard error: what is done, how fast, how long it will take; nothing if
// standard error is no terminal. Gives way to an interruption.
class ProgressLine {
 public:
  ProgressLine(std::string name, bool quiet);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ProgressLine(ProgressLine&&) = delete;
  ProgressLine& operator=(ProgressLine&&) = delete;

  // As spk::Progress: false when the process was told to stop. `total` are the seconds of the
  // recording, 0 = unknown.
  bool Update(double seconds, double total);
  void Clear();
  double elapsed() const;  // seconds since the start

 private:
  using Clock = std::chrono::steady_clock;

  std::string name_;
  bool shown_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_;
};

std::string BytesText(double bytes);  // 12.3 MB

}  // namespace spk
