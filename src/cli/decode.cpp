#include <algorithm>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <limits>
#include <map>

#include "cli/command.h"
#include "cli/neural.h"
#include "cli/options.h"

namespace spk {
namespace {

void AddOptions(CLI::App* app, DecodeCommand* options) {
  options->inputs.patterns = kCodedPattern;
  AddBatchOptions(app, options);
  app->add_option("--model", options->model, "a model's name or file, if not the one found by id")
      ->type_name("MODEL");
  app->add_option("--steps", options->sampling_steps,
                  "evaluations of the diffusion decoder, 0 for the coarse decode alone (the "
                  "model's own)")
      ->check(WholeFrom(0, 1000));
  AddGenerateOption(app, &options->decode.generate);
  AddDeviceOption(app, &options->device);
  app->add_option("--seed", options->decode.seed, "of the diffusion decoder's noise (0)")
      ->check(WholeFrom(0, std::numeric_limits<uint64_t>::max()));
  app->add_option("--start", options->decode.start, "seconds to leave out")
      ->check(NumberFrom(0.0, 1e9));
  app->add_option("--duration", options->decode.duration, "seconds to decode")
      ->check(NumberFrom(0.0, 1e9));
  app->add_option(
         "--format", options->format,
         "ogg is Vorbis, raw has no header; without it the output's suffix says the format (wav)")
      ->check(CLI::IsMember(kFormats));
  app->add_option("--bits", options->bits, "of a sample (16)")->check(CLI::IsMember(kSampleTypes));
  app->add_option("--rate", options->rate,
                  "sample rate in Hz, or native: that of the recording (native)")
      ->type_name("HZ");
  app->add_flag("--keep-going", options->decode.keep_going,
                "decode what is whole of a damaged file, with silence for the rest; exit code 5");
}

Result<int> SampleRate(const std::string& text) {
  if (text == "native") return 0;
  constexpr int kLowest = 1000;
  int rate = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), rate);
  if (failure == std::errc() && end == text.data() + text.size() && rate >= kLowest &&
      rate <= static_cast<int>(kMaxSampleRate)) {
    return rate;
  }
  return Fail(ErrorCode::kUsage, "--rate: " + Printable(text) + ": native, or 1000 to 768000 Hz");
}

// What the suffix of the output stands for, if --format does not say. Fails with kUsage.
Result<std::string> FormatOf(const DecodeCommand& options) {
  if (!options.format.empty()) return options.format;
  const std::filesystem::path path = options.outputs.output;
  std::error_code ignored;
  // Not of folders, pipes and devices.
  const bool other =
      std::filesystem::exists(path, ignored) && !std::filesystem::is_regular_file(path, ignored);
  if (path.empty() || path == "-" || other || options.outputs.output.ends_with('/')) return "wav";
  static const std::map<std::string, std::string> others = {
      {"aif", "aiff"}, {"aifc", "aiff"}, {"oga", "ogg"}, {"wave", "wav"}, {"pcm", "raw"}};
  std::string suffix = path.extension().string();
  suffix.erase(0, 1);
  for (char& c : suffix) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (const auto found = others.find(suffix); found != others.end()) suffix = found->second;
  if (kFormats.contains(suffix)) return suffix;
  return Fail(ErrorCode::kUsage,
              options.outputs.output +
                  ": the name does not say a format that can be written (.wav, .flac, "
                  ".aiff, .ogg, .raw); --format does");
}

}  // namespace

int RunDecode(int argc, char** argv) {
  CLI::App app("Decodes .spk files to WAV, FLAC, AIFF, Ogg Vorbis or raw samples.", "spk decode");
  app.footer(
      "Examples:\n  spk decode x.spk -o x.flac\n  spk decode -r OUT --output-dir BACK --start 60 "
      "--duration 30");
  DecodeCommand command;
  AddOptions(&app, &command);
  return ParseAndRun(app, argc, argv, [&] {
    const auto format = FormatOf(command);
    if (!format) return ExitCode(tl::make_unexpected(format.error()));
    const auto rate = SampleRate(command.rate);
    if (!rate) return ExitCode(tl::make_unexpected(rate.error()));
    command.format = *format;
    command.decode.sample_rate = *rate;
    return RunBatch(command, CodedFiles(), "." + command.format,
                    [&](const CoreShare& share) -> Result<Work> {
                      const auto neural = LoadNeuralPart(app.get_name(), share);
                      SPK_TRY(neural);
                      return (*neural)->decode(command);
                    });
  });
}

}  // namespace spk
