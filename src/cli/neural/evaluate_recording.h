// What eval and report share: how a recording is measured.
#pragma once

#include <string>
#include <vector>

#include "cli/neural.h"
#include "cli/neural/named_codec.h"
#include "evaluation/evaluate.h"

namespace spk {

// Opens a file anew.
Result<std::unique_ptr<AudioSource>> OpenRecording(const std::string& path);

// What the recording becomes, or what of it is there already. Fails as Evaluate does, and with
// kInput where that cannot be read.
Result<FileEvaluation> EvaluateRecording(const NamedCodec& named, const RecordingOptions& options,
                                         const std::vector<Meter>& meters, const Task& task,
                                         int threads, const TaskProgress& progress);

// The same of a model without events, with which nothing of the recording is there.
Result<FileEvaluation> EvaluateRecording(const Baseline& model, const RecordingOptions& options,
                                         const std::vector<Meter>& meters, const Task& task,
                                         int threads, const TaskProgress& progress);

// The decodes that are measured: those asked for, or 0 and the model's own.
std::vector<int64_t> StepsOf(int64_t default_sampling_steps, const RecordingOptions& options);

}  // namespace spk
