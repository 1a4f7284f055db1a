#include "cli/evaluate_recording.h"

#include <filesystem>

#include "audio/audio_reader.h"
#include "cli/source_stamp.h"
#include "codec/model_store.h"

namespace spk {
namespace {

namespace fs = std::filesystem;

}  // namespace

void AddRecordingOptions(CLI::App* app, RecordingOptions* options) {
  options->model = kDefaultModel;
  options->jobs = 1;  // speed and memory are measured, and rows come as they are known
  options->inputs.recursive = true;
  AddInputOptions(app, &options->inputs);
  app->add_option("--model", options->model, "a model's name (see spk models) or its file");
  AddRefineOption(app, &options->refinement);
  app->add_option("--steps", options->steps,
                  "evaluations of the diffusion decoder, several with commas (0 and the model's)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(WholeFrom(0, 1000));
  AddDeviceOption(app, &options->device);
  app->add_flag("--mono", options->mono, "code the mean of the channels, as the paper does");
  app->add_option("--threads", options->threads, "windows under way at a time (one a core)")
      ->check(WholeFrom(1, 1024));
}

Result<std::vector<Task>> PlanEvaluation(const RecordingOptions& options) {
  const InputKind kind = Recordings();
  const auto files = FindInputs(options.inputs, kind);
  if (!files) return tl::make_unexpected(files.error());
  const auto members = TakeShard(options.inputs.shard, files->size(),
                                 [&](size_t i) { return kind.cost((*files)[i].path); });
  if (!members) return tl::make_unexpected(members.error());
  std::vector<Task> tasks;
  for (const size_t i : *members) {
    tasks.push_back({.input = (*files)[i].path, .output = "", .error = (*files)[i].error});
    if (tasks.back().input == "-") {
      return Fail(ErrorCode::kUsage, "standard input cannot be read twice");
    }
  }
  return tasks;
}

Result<std::unique_ptr<AudioSource>> OpenRecording(const std::string& path) {
  auto reader = AudioReader::Open(path);
  if (!reader) return tl::make_unexpected(reader.error());
  return std::make_unique<AudioReader>(std::move(*reader));
}

Result<NamedCodec> LoadNamedCodec(const RecordingOptions& options) {
  const auto path = FindModel(options.model);
  if (!path) return tl::make_unexpected(path.error());
  auto codec = Codec::Load(*path, options.device);
  if (!codec) return tl::make_unexpected(codec.error());
  return NamedCodec{.codec = std::move(*codec), .name = fs::path(*path).stem().string()};
}

Result<FileEvaluation> EvaluateRecording(const NamedCodec& named, const RecordingOptions& options,
                                         const std::vector<Meter>& meters, const std::string& path,
                                         int threads, const TaskProgress& progress) {
  const auto reader = AudioReader::Open(path);
  if (!reader) return tl::make_unexpected(reader.error());

  EvaluationOptions evaluation;
  evaluation.steps = options.steps;
  if (evaluation.steps.empty()) {
    evaluation.steps = {0};
    const int64_t own = named.codec.default_steps();
    if (own > 0) evaluation.steps.push_back(own);
  }
  evaluation.refinement = options.refinement;
  evaluation.mono = options.mono;
  evaluation.threads = threads;
  evaluation.meters = meters;
  // As spk encode writes them.
  evaluation.tags = reader->tags();
  evaluation.tags.push_back({kModelTag, named.name});
  const auto stamp = SourceStamp(path, StampedOptions(options.refinement, "auto", options.mono));
  if (stamp) evaluation.tags.push_back({kSourceTag, *stamp});
  evaluation.progress = [&](double seconds) { return progress(seconds, 0); };
  auto result = Evaluate(
      named.codec, [&] { return OpenRecording(path); }, evaluation);
  if (result) result->name = path;
  return result;
}

}  // namespace spk
