// What eval and report share: which recordings, which model, and how one is measured.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "evaluation/evaluate.h"

namespace spk {

struct RecordingOptions {
  std::vector<std::string> inputs;  // recordings, and folders of them
  std::string model;
  std::vector<int64_t> steps;  // empty = 0 and the model's own
  bool mono = false;
  int threads = 0;
};

void AddRecordingOptions(CLI::App* app, RecordingOptions* options);

// The recordings that the inputs mean: files as they are, and those of folder trees, by name. Fails
// with kInput, naming the input: a folder that cannot be read or has none; with kUsage: standard
// input, for recordings are read more than once.
Result<std::vector<std::string>> FindRecordings(const std::vector<std::string>& inputs);

struct NamedCodec {
  Codec codec;
  std::string name;
};

// Fails with kModel.
Result<NamedCodec> LoadNamedCodec(const std::string& model);

// Fails with kInput, kModel or kOutput.
Result<FileEvaluation> EvaluateRecording(const NamedCodec& named, const RecordingOptions& options,
                                         const std::string& path);

}  // namespace spk
