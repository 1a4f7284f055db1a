#include "cli/neural/evaluate_recording.h"

#include <iterator>

#include "audio/audio_reader.h"
#include "cli/command.h"
#include "cli/neural/source_stamp.h"
#include "model/model_store.h"

namespace spk {
namespace {

Result<std::string> BytesOf(const std::string& path) {
  std::string bytes;
  const auto read = WithInput(path, [&](std::istream& in) -> Result<void> {
    bytes.assign(std::istreambuf_iterator<char>(in), {});
    return in.bad() ? Fail(ErrorCode::kInput, "cannot read") : Result<void>{};
  });
  if (!read) return Fail(read.error().code, path + ": " + read.error().message);
  return bytes;
}

}  // namespace

Result<std::unique_ptr<AudioSource>> OpenRecording(const std::string& path) {
  auto reader = AudioReader::Open(path);
  SPK_TRY(reader);
  return std::make_unique<AudioReader>(std::move(*reader));
}

std::vector<int64_t> StepsOf(int64_t default_sampling_steps, const RecordingOptions& options) {
  if (!options.sampling_steps.empty()) return options.sampling_steps;
  if (default_sampling_steps == 0) return {0};
  return {0, default_sampling_steps};
}

Result<FileEvaluation> EvaluateRecording(const NamedCodec& named, const RecordingOptions& options,
                                         const std::vector<Meter>& meters, const Task& task,
                                         int threads, const TaskProgress& progress) {
  const auto reader = AudioReader::Open(task.input);
  SPK_TRY(reader);

  EvaluationOptions evaluation;
  evaluation.sampling_steps = StepsOf(named.codec.default_sampling_steps(), options);
  evaluation.generate = options.generate;
  evaluation.encode = named.codec.WithDefaults(options.encode);
  evaluation.encode.threads = threads;
  evaluation.meters = meters;
  evaluation.encode.progress = [&](double seconds) { return progress(seconds, 0); };
  const OpenSource open = [&] { return OpenRecording(task.input); };
  const auto evaluate = [&]() -> Result<FileEvaluation> {
    if (!options.coded.empty()) {
      auto coded = BytesOf(task.output);
      SPK_TRY(coded);
      return EvaluateCoded(named.codec, std::move(*coded), open, evaluation);
    }
    // As spk encode writes them.
    evaluation.encode.tags = reader->tags();
    evaluation.encode.tags.push_back({kModelTag, named.name});
    const auto stamp = SourceStamp(task.input, StampedOptions(evaluation.encode, "auto"));
    if (stamp) evaluation.encode.tags.push_back({kSourceTag, *stamp});
    return Evaluate(named.codec, open, evaluation);
  };
  auto result = evaluate();
  if (result) result->name = task.input;
  return result;
}

Result<FileEvaluation> EvaluateRecording(const Baseline& model, const RecordingOptions& options,
                                         const std::vector<Meter>& meters, const Task& task,
                                         int threads, const TaskProgress& progress) {
  EvaluationOptions evaluation;
  evaluation.sampling_steps = StepsOf(model.facts().default_sampling_steps, options);
  evaluation.generate = options.generate;
  evaluation.encode.threads = threads;
  evaluation.meters = meters;
  evaluation.encode.progress = [&](double seconds) { return progress(seconds, 0); };
  auto result = EvaluateBaseline(
      model, [&] { return OpenRecording(task.input); }, evaluation);
  if (result) result->name = task.input;
  return result;
}

}  // namespace spk
