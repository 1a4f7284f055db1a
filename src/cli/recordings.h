// What the commands that read recordings share.
#pragma once

#include <vector>

#include "cli/cli_app.h"
#include "cli/neural.h"

namespace spk {

// Audio files; their cost is their seconds by the header.
InputKind Recordings();

// Whether the file is a .spk file, by its header.
bool IsCoded(const std::string& path);

// "*.aif|*.wav|…".
std::string RecordingPatterns();

// What of an encode is the user's to choose: --refine, --mu, --mono.
std::vector<CLI::Option*> AddEncoderOptions(CLI::App* app, EncodeOptions* options);

// The options of eval and report.
void AddRecordingOptions(CLI::App* app, RecordingOptions* options);

// One task a recording, of folders all that are in them. Fails as FindInputs does, and with kUsage
// for standard input: recordings are read more than once.
Result<std::vector<Task>> PlanEvaluation(const RecordingOptions& options);

// Plans it and has the neural part do it, if there is work: eval and report.
template <typename Command>
Result<int> RunOnRecordings(const std::string& name, Command* command,
                            Result<int> (*NeuralPart::*run)(const Command&)) {
  auto tasks = PlanEvaluation(*command);
  SPK_TRY(tasks);
  if (!HasWork(*tasks)) return RunTasks(*tasks, command->workers, Recordings(), {});
  const auto neural = LoadNeuralPart(name, ShareCores(command->workers, tasks->size()));
  SPK_TRY(neural);
  command->tasks = std::move(*tasks);
  return ((*neural)->*run)(*command);
}

}  // namespace spk
