#include "cli/recordings.h"

#include <filesystem>
#include <fstream>

#include "audio/audio_names.h"
#include "audio/audio_reader.h"
#include "cli/options.h"
#include "model/model_store.h"
#include "spk/spk_reader.h"

namespace spk {

InputKind Recordings() {
  return {.wanted = LooksLikeAudio, .cost = [](const std::string& path) {
            std::error_code unknown;
            if (!std::filesystem::is_regular_file(path, unknown)) return 0.0;  // read only once
            const auto reader = AudioReader::Open(path);
            if (!reader || reader->frames() == AudioReader::kUnknownFrames) return 0.0;
            return static_cast<double>(reader->frames()) / reader->sample_rate();
          }};
}

bool IsCoded(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return SpkReader::Open(in).has_value();
}

std::string RecordingPatterns() {
  std::string text;
  for (const std::string& suffix : AudioSuffixes()) text += (text.empty() ? "*" : "|*") + suffix;
  return text;
}

std::vector<CLI::Option*> AddEncoderOptions(CLI::App* app, EncodeOptions* options) {
  return {
      app->add_option("--refine", options->refinement,
                      "of a model that can, decode this often while encoding, to find events that "
                      "decode better: 0 is fastest, 16 best (the model's own, mostly 1)")
          ->check(WholeFrom(0, 1000)),
      app->add_option(
             "--lambda", options->lambda,
             "in refining, the error that a bit is worth, as a share of a step's energy: 0 "
             "looks for quality alone, 0.003 saves bits that earn little (the model's own). Of a "
             "model with prompts that is at its default prompt, and follows the prompt")
          ->type_name("N")
          ->check(NumberFrom(0, 1)),
      app->add_option("--mu", options->mu,
                      "compression prompt of a model that has them: 0 (most events) to 31 "
                      "(fewest)")
          ->check(WholeFrom(0, 31)),
      app->add_option("--min-si-snr", options->min_si_snr,
                      "of such a model, for each segment the fewest events whose decode has this "
                      "SI-SNR in dB")
          ->type_name("DB")
          ->check(NumberFrom(-100, 100))
          ->excludes("--mu"),
      app->add_option("--bitrate", options->bitrate,
                      "of such a model, kbit/s of the whole file: each segment the events that do "
                      "the most for the quality of all; of a pipe, never over it")
          ->type_name("KBPS")
          ->check(NumberFrom(0.001, 1000))
          ->excludes("--mu")
          ->excludes("--min-si-snr"),
      app->add_flag("--mono", options->mono, "code the mean of the channels, as the paper does")};
}

void AddRecordingOptions(CLI::App* app, RecordingOptions* options) {
  options->model = kDefaultModel;
  options->workers.jobs = 1;  // speed and memory are measured, and rows come as they are known
  options->inputs.recursive = true;
  options->inputs.patterns = RecordingPatterns();
  AddInputOptions(app, &options->inputs);
  app->add_option("--model", options->model, "a model's name (see spk models) or its file")
      ->type_name("MODEL");
  auto* coded = app->add_option("--coded", options->coded,
                                "take the .spk files that are there, as encode --output-dir has "
                                "put them into this folder, instead of encoding")
                    ->type_name("DIR");
  for (CLI::Option* encoder : AddEncoderOptions(app, &options->encode)) coded->excludes(encoder);
  app->add_option("--steps", options->sampling_steps,
                  "evaluations of the diffusion decoder, several with commas (0 and the model's)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(WholeFrom(0, 1000));
  AddGenerateOption(app, &options->generate);
  AddDeviceOption(app, &options->device);
  app->add_option("--jobs", options->workers.jobs,
                  "files under way at a time; speeds are then those of one among several (1)")
      ->check(WholeFrom(1, 1024));
  app->add_option("--threads", options->workers.threads,
                  "windows of a file under way at a time (the cores, divided by the jobs)")
      ->check(WholeFrom(1, 1024));
}

Result<std::vector<Task>> PlanEvaluation(const RecordingOptions& options) {
  const InputKind kind = Recordings();
  const auto files = FindInputs(options.inputs, kind);
  SPK_TRY(files);
  const auto members = TakeShard(options.inputs.shard, files->size(),
                                 [&](size_t i) { return kind.cost((*files)[i].path); });
  SPK_TRY(members);
  std::vector<Task> tasks;
  for (const size_t i : *members) {
    const InputFile& file = (*files)[i];
    if (file.path == "-") return Fail(ErrorCode::kUsage, "standard input cannot be read twice");
    Task task{.input = file.path, .output = "", .error = file.error};
    if (!task.error) task.error = Missing(file.path);
    if (!options.coded.empty()) task.output = MirroredName(options.coded, file, kind, ".spk");
    tasks.push_back(std::move(task));
  }
  return tasks;
}

}  // namespace spk
