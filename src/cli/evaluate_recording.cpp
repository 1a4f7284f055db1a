#include "cli/recordings.h"

#include <algorithm>
#include <filesystem>

#include "audio/audio_reader.h"
#include "cli/batch.h"
#include "codec/model_store.h"
#include "training/corpus_files.h"

namespace spk {
namespace {

namespace fs = std::filesystem;

Result<std::vector<std::string>> FindInFolder(const std::string& folder) {
  std::vector<std::string> found;
  std::error_code error;
  for (fs::recursive_directory_iterator item(folder, error), end; !error && item != end;
       item.increment(error)) {
    std::error_code vanished;
    if (item->is_regular_file(vanished) && LooksLikeAudio(item->path())) {
      found.push_back(item->path().string());
    }
  }
  if (error) return Fail(ErrorCode::kInput, Printable(folder) + ": " + error.message());
  if (found.empty()) return Fail(ErrorCode::kInput, Printable(folder) + ": no recordings in it");
  std::ranges::sort(found);
  return found;
}

Result<std::unique_ptr<AudioSource>> Open(const std::string& path) {
  auto reader = AudioReader::Open(path);
  if (!reader) return tl::make_unexpected(reader.error());
  return std::make_unique<AudioReader>(std::move(*reader));
}

}  // namespace

void AddRecordingOptions(CLI::App* app, RecordingOptions* options) {
  options->model = kDefaultModel;
  app->add_option("FILE", options->inputs, "recordings, and folders that are searched for them")
      ->required();
  app->add_option("--model", options->model, "a model's name (see spk models) or its file");
  app->add_option("--steps", options->steps,
                  "evaluations of the diffusion decoder, several with commas (0 and the model's)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::Range(0, 1000));
  app->add_flag("--mono", options->mono, "code the mean of the channels, as the paper does");
  app->add_option("--threads", options->threads, "windows under way at a time (one a core)")
      ->check(CLI::Range(1, 1024));
}

Result<std::vector<std::string>> FindRecordings(const std::vector<std::string>& inputs) {
  std::vector<std::string> recordings;
  for (const std::string& input : inputs) {
    if (input == "-") return Fail(ErrorCode::kUsage, "standard input cannot be read twice");
    if (!fs::is_directory(input)) {
      recordings.push_back(input);
      continue;
    }
    const auto found = FindInFolder(input);
    if (!found) return found;
    recordings.insert(recordings.end(), found->begin(), found->end());
  }
  return recordings;
}

Result<NamedCodec> LoadNamedCodec(const std::string& model) {
  const auto path = FindModel(model);
  if (!path) return tl::make_unexpected(path.error());
  auto codec = Codec::Load(*path);
  if (!codec) return tl::make_unexpected(codec.error());
  return NamedCodec{.codec = std::move(*codec), .name = fs::path(*path).stem().string()};
}

Result<FileEvaluation> EvaluateRecording(const NamedCodec& named, const RecordingOptions& options,
                                         const std::string& path) {
  const auto reader = AudioReader::Open(path);
  if (!reader) return tl::make_unexpected(reader.error());
  const bool open_end = reader->frames() == AudioReader::kUnknownFrames;
  const double seconds =
      open_end ? 0 : static_cast<double>(reader->frames()) / reader->sample_rate();
  ProgressLine line(Printable(path), seconds, /*quiet=*/false);

  EvaluationOptions evaluation;
  evaluation.steps = options.steps;
  if (evaluation.steps.empty()) {
    evaluation.steps = {0};
    const int64_t own = named.codec.default_steps();
    if (own > 0) evaluation.steps.push_back(own);
  }
  evaluation.mono = options.mono;
  evaluation.threads = options.threads;
  // As spk encode writes them.
  evaluation.tags = reader->tags();
  evaluation.tags.push_back({kModelTag, named.name});
  evaluation.progress = [&](double done) { return line.Update(done); };
  auto result = Evaluate(
      named.codec, [&] { return Open(path); }, evaluation);
  if (result) result->name = path;
  return result;
}

}  // namespace spk
