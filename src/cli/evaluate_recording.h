// What eval and report share: which recordings, which model, and how one is measured.
#pragma once

#include <string>
#include <vector>

#include "cli/batch.h"
#include "evaluation/evaluate.h"

namespace spk {

struct RecordingOptions : BatchOptions {
  std::vector<int64_t> steps;  // empty = 0 and the model's own
  int refinement = kRefinement;
  bool mono = false;
  std::string device = "cpu";
};

void AddRecordingOptions(CLI::App* app, RecordingOptions* options);

// One task a recording, of folders all that are in them. Fails as FindInputs does, and with kUsage
// for standard input: recordings are read more than once.
Result<std::vector<Task>> PlanEvaluation(const RecordingOptions& options);

struct NamedCodec {
  Codec codec;
  std::string name;
};

// Opens a file anew.
Result<std::unique_ptr<AudioSource>> OpenRecording(const std::string& path);

// Fails as FindModel and Codec::Load do.
Result<NamedCodec> LoadNamedCodec(const RecordingOptions& options);

// Fails as Evaluate does.
Result<FileEvaluation> EvaluateRecording(const NamedCodec& named, const RecordingOptions& options,
                                         const std::vector<Meter>& meters, const std::string& path,
                                         int threads, const TaskProgress& progress);

}  // namespace spk
