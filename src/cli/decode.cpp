#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <optional>

#include "audio/audio_reader.h"
#include "audio/audio_writer.h"
#include "cli/batch.h"
#include "cli/model_choice.h"
#include "cli/output_file.h"
#include "spk/codec.h"
#include "spk/file_summary.h"

namespace spk {
namespace {

struct Options : BatchOptions {
  DecodeOptions decode;
  int64_t steps = -1;  // those of the model's card
  std::string format;  // empty: by the name of the output, else WAV
  std::string bits = "16";
  std::string rate = "native";
  std::string device = "cpu";
};

const std::map<std::string, AudioContainer> kFormats = {{"wav", AudioContainer::kWav},
                                                        {"flac", AudioContainer::kFlac},
                                                        {"raw", AudioContainer::kRaw},
                                                        {"aiff", AudioContainer::kAiff},
                                                        {"ogg", AudioContainer::kOgg}};
const std::map<std::string, SampleType> kSampleTypes = {
    {"16", SampleType::k16Bit}, {"24", SampleType::k24Bit}, {"float", SampleType::kFloat}};

std::string Summary(const Task& task, const DecodeReport& report, double elapsed,
                    uint64_t clipped) {
  std::string loud;
  if (clipped > 0) {
    loud = fmt::format(", {} samples clipped (peak {:+.1f} dB)", clipped,
                       20 * std::log10(report.peak));
  }
  return fmt::format("{}: {} in {:.1f} s, {:.0f}x real time{}\n", Printable(task.input),
                     ClockText(report.seconds), elapsed, report.seconds / elapsed, loud);
}

// Seconds that will be decoded, by the share of the file that was read for those so far.
double LikelyTotal(double seconds, const DecodeOptions& decode, const SpkReader& reader,
                   uint64_t file_size) {
  const double share = static_cast<double>(reader.offset()) / static_cast<double>(file_size);
  const double total = (decode.start + seconds) / share - decode.start;
  return decode.duration < 0 ? total : std::min(total, decode.duration);
}

// Whether the output is there, whole, and as long as what would be decoded.
bool IsFinished(const Task& task, const Options& options) {
  std::ifstream in(task.input, std::ios::binary);
  const auto summary = Summarize(in);
  if (!summary || !summary->errors.empty()) return false;
  const FileHeader& header = summary->header;
  const int64_t frames = DecodedFrames(summary->frames, header.source_rate, options.decode);
  std::error_code absent;
  // What was decoded from another file that stood there before is older.
  const auto made = std::filesystem::last_write_time(task.output, absent);
  if (absent || made < std::filesystem::last_write_time(task.input, absent)) return false;
  if (options.format == "raw") {
    const int bytes = options.bits == "16" ? 2 : options.bits == "24" ? 3 : 4;
    const auto size = std::filesystem::file_size(task.output, absent);
    return !absent && size == static_cast<uint64_t>(frames * header.source_channels * bytes);
  }
  const auto reader = AudioReader::Open(task.output);
  return reader && reader->frames() == frames && reader->channels() == header.source_channels &&
         (options.decode.sample_rate == 0
              ? reader->sample_rate() == static_cast<int>(header.source_rate)
              : reader->sample_rate() == options.decode.sample_rate);
}

struct Decoded {
  DecodeReport report;
  uint64_t clipped = 0;
  uint64_t bytes = 0;  // written to a file
};

Result<Decoded> WriteDecoded(std::istream& in, const Options& options, ModelChoice* models,
                             const Task& task, int threads, const TaskProgress& progress) {
  auto reader = SpkReader::Open(in);
  if (!reader) return tl::make_unexpected(reader.error());
  const auto codec = models->For(&*reader);
  if (!codec) return tl::make_unexpected(codec.error());

  AudioWriterOptions writing{.container = kFormats.at(options.format),
                             .sample_type = kSampleTypes.at(options.bits),
                             .path = "-",
                             .name = task.output == "-" ? "standard output" : task.output};
  std::optional<OutputFile> file;
  if (task.output != "-") {
    auto created = CreateOutput(task, options);
    if (!created) return tl::make_unexpected(created.error());
    file = std::move(*created);
    writing.path = file->path();
  }
  AudioWriter writer(writing);
  DecodeOptions decode = options.decode;
  decode.steps = options.steps >= 0 ? options.steps : (*codec)->default_steps();
  decode.threads = threads;
  std::error_code unknown;
  const auto size = std::filesystem::file_size(task.input, unknown);
  decode.progress = [&](double seconds) {
    return progress(seconds, unknown ? 0 : seconds / LikelyTotal(seconds, decode, *reader, size));
  };
  auto report = (*codec)->Decode(*reader, writer, decode);
  if (!report) return tl::make_unexpected(report.error());
  Decoded decoded{.report = std::move(*report), .clipped = writer.clipped(), .bytes = 0};
  if (file) {
    decoded.bytes = std::filesystem::file_size(file->path(), unknown);
    if (auto committed = file->Commit(); !committed) return tl::make_unexpected(committed.error());
  }
  return decoded;
}

TaskReport DecodeFile(const Options& options, ModelChoice* models, const Task& task, int threads,
                      const TaskProgress& progress) {
  const auto start = std::chrono::steady_clock::now();
  TaskReport done;
  if (options.skip_existing && IsFinished(task, options)) {
    done.skipped = true;
    return done;
  }
  Decoded decoded;
  done.result = WithInput(task.input, [&](std::istream& in) -> Result<void> {
    auto written = WriteDecoded(in, options, models, task, threads, progress);
    if (!written) return tl::make_unexpected(written.error());
    decoded = std::move(*written);
    return {};
  });
  if (!done.result) return done;
  const DecodeReport& report = decoded.report;
  std::error_code unknown;
  const auto size = std::filesystem::file_size(task.input, unknown);
  done.bytes_in = unknown ? 0 : size;
  done.bytes_out = decoded.bytes;
  done.seconds = report.seconds;
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  done.text = Summary(task, report, elapsed.count(), decoded.clipped);
  if (!report.errors.empty()) {
    Error error = report.errors.front();
    error.code = ErrorCode::kCorrupt;  // also where a part asks for a newer reader
    error.message += fmt::format(" ({}; silence in place of what is lost)",
                                 CountText(report.errors.size(), "error", "errors"));
    done.result = tl::make_unexpected(error);
  }
  return done;
}

void AddOptions(CLI::App* app, Options* options) {
  AddBatchOptions(app, options);
  app->add_option("--model", options->model, "a model's name or file, if not the one found by id");
  app->add_option("--steps", options->steps,
                  "evaluations of the diffusion decoder, 0 for the coarse decode alone (those of "
                  "the model's "
                  "card: 2 for free)")
      ->check(WholeFrom(0, 1000));
  AddDeviceOption(app, &options->device);
  app->add_option("--seed", options->decode.seed, "of the diffusion decoder's noise (0)")
      ->check(WholeFrom(0, std::numeric_limits<uint64_t>::max()));
  app->add_option("--start", options->decode.start, "seconds to leave out")
      ->check(SecondsFrom(0.0, 1e9));
  app->add_option("--duration", options->decode.duration, "seconds to decode")
      ->check(SecondsFrom(0.0, 1e9));
  app->add_option(
         "--format", options->format,
         "wav, flac, aiff, ogg (Vorbis) or raw (no header); else the output's suffix says it (wav)")
      ->check(CLI::IsMember(kFormats));
  app->add_option("--bits", options->bits, "16, 24 or float")->check(CLI::IsMember(kSampleTypes));
  app->add_option("--rate", options->rate, "sample rate in Hz, or native");
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
Result<std::string> FormatOf(const Options& options) {
  if (!options.format.empty()) return options.format;
  const std::filesystem::path path = options.output;
  std::error_code ignored;
  // Not of folders, pipes and devices.
  const bool other =
      std::filesystem::exists(path, ignored) && !std::filesystem::is_regular_file(path, ignored);
  if (path.empty() || path == "-" || other || options.output.ends_with('/')) return "wav";
  static const std::map<std::string, std::string> others = {
      {"aif", "aiff"}, {"aifc", "aiff"}, {"oga", "ogg"}, {"wave", "wav"}, {"pcm", "raw"}};
  std::string suffix = path.extension().string();
  suffix.erase(0, 1);
  for (char& c : suffix) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (const auto found = others.find(suffix); found != others.end()) suffix = found->second;
  if (kFormats.contains(suffix)) return suffix;
  return Fail(ErrorCode::kUsage,
              options.output +
                  ": the name does not say a format that can be written (.wav, .flac, "
                  ".aiff, .ogg, .raw); --format does");
}

}  // namespace

int RunDecode(int argc, char** argv) {
  CLI::App app("Decodes .spk files to WAV, FLAC, AIFF, Ogg Vorbis or raw samples.", "spk decode");
  app.footer(
      "Examples:\n  spk decode x.spk -o x.flac\n  spk decode -r OUT --output-dir BACK --start 60 "
      "--duration 30");
  Options options;
  AddOptions(&app, &options);
  return ParseAndRun(app, argc, argv, [&] {
    const auto format = FormatOf(options);
    if (!format) {
      spdlog::error("{}", format.error().message);
      return static_cast<int>(format.error().code);
    }
    options.format = *format;
    ModelChoice models(options.model, options.device);
    return RunBatch(options, CodedFiles(), "." + options.format, [&]() -> Result<Work> {
      const auto rate = SampleRate(options.rate);
      if (!rate) return tl::make_unexpected(rate.error());
      options.decode.sample_rate = *rate;
      const auto valid = Validate(AudioWriterOptions{.container = kFormats.at(options.format),
                                                     .sample_type = kSampleTypes.at(options.bits),
                                                     .path = "-",
                                                     .name = ""});
      if (!valid) return tl::make_unexpected(valid.error());
      return [&](const Task& task, int threads, const TaskProgress& progress) {
        return DecodeFile(options, &models, task, threads, progress);
      };
    });
  });
}

}  // namespace spk
