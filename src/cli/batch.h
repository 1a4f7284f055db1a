// What encode and decode share: the names of outputs, workers, the log and the end of a batch.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/cli_app.h"
#include "cli/command.h"
#include "cli/input_files.h"
#include "spk/error.h"
#include "system/output_file.h"

namespace spk {

// Where the outputs go.
struct OutputOptions {
  std::string output;         // -o: a file, or a folder if it is one or ends with '/'
  std::string output_folder;  // --output-dir: mirrors the folders of the inputs
  bool to_stdout = false;     // -c
  bool force = false;         // -f
  bool skip_existing = false;
};

// Who does the work, and what is told of it.
struct WorkerOptions {
  int jobs = 0;     // 0 = one a core, or one a file where these are fewer
  int threads = 0;  // of each job, 0 = the cores shared out among the jobs
  bool quiet = false;
  std::string log;
};

struct BatchOptions {
  InputOptions inputs;
  OutputOptions outputs;
  WorkerOptions workers;
};

// Declares what encode and decode have alike.
void AddBatchOptions(CLI::App* app, BatchOptions* options);

struct Task {
  std::string input;           // "-" = standard input
  std::string output;          // "-" = standard output
  std::optional<Error> error;  // known before anything is tried
};

// What came of a task.
struct TaskReport {
  Result<void> result;
  bool skipped = false;
  std::string text;                   // what to tell the user, whole lines
  std::vector<std::string> warnings;  // without the name of the input
  double seconds = 0;                 // of the recording
  double elapsed = 0;                 // seconds
  uint64_t bytes_in = 0;
  uint64_t bytes_out = 0;
};

// One task an input. Without -o and --output-dir, an output stands beside its input, under its name
// with `extension` in place of its own; standard input goes to standard output. Fails as FindInputs
// does and with kUsage: one output for several inputs, a terminal. Other conflicts are the tasks'
// own: two inputs with one output, an output that is its input, one input twice.
Result<std::vector<Task>> PlanTasks(const InputOptions& inputs, const OutputOptions& outputs,
                                    const InputKind& kind, const std::string& extension);

// The output of an input that was found, in a folder that mirrors those of the inputs.
std::string MirroredName(const std::string& folder, const InputFile& input, const InputKind& kind,
                         const std::string& extension);

// Told how many seconds of the recording are done, and which share of it that is (0 = unknown);
// false asks to stop.
using TaskProgress = std::function<bool(double seconds, double share)>;
using Work = std::function<TaskReport(const Task&, int threads, const TaskProgress&)>;

// Files under way at a time, and windows of each.
struct CoreShare {
  int jobs = 1;
  int threads = 1;
};
CoreShare ShareCores(const WorkerOptions& options, size_t files);

// Whether there is a task that might succeed.
bool HasWork(const std::vector<Task>& tasks);

// Runs every task, `jobs` at a time; reports what came of them, in their order whatever the number
// of jobs; the exit code. Fails with kOutput when the log cannot be written.
Result<int> RunTasks(const std::vector<Task>& tasks, const WorkerOptions& options,
                     const InputKind& kind, const Work& work);

// Plans the tasks, prepares where there is work, and runs them; the exit code.
int RunBatch(const BatchOptions& options, const InputKind& kind, const std::string& extension,
             const std::function<Result<Work>(const CoreShare&)>& prepare);

// The file that a task writes, its folders made where --output-dir asks for them. Fails with
// kOutput.
Result<OutputFile> CreateOutput(const Task& task, const OutputOptions& options);

std::string BytesText(double bytes);  // 12.3 MB

}  // namespace spk
