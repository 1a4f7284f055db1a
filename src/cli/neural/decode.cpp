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
#include "cli/neural/commands.h"
#include "cli/neural/model_choice.h"
#include "cli/neural/source_stamp.h"
#include "spk/codec.h"
#include "spk/file_summary.h"
#include "system/output_file.h"

namespace spk {
namespace {

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

// What was decoded and how, for the output to keep.
std::string StampOf(const Task& task, const DecodeCommand& options, const DecodeOptions& decode) {
  // All of it is not named: what older programs have made is still known.
  const std::string generate =
      decode.generate < 1 ? fmt::format(" generate={}", decode.generate) : "";
  return DecodeStamp(task.input,
                     fmt::format("steps={}{} seed={} format={} bits={} rate={} start={} "
                                 "duration={}",
                                 decode.sampling_steps, generate, decode.seed, options.format,
                                 options.bits, options.rate, decode.start, decode.duration));
}

// Whether raw samples of the right number are there, made since the input came: they hold no more
// to judge by.
bool IsFinishedRaw(const Task& task, const DecodeCommand& options, uint64_t samples) {
  std::error_code absent;
  const auto made = std::filesystem::last_write_time(task.output, absent);
  if (absent || made < std::filesystem::last_write_time(task.input, absent)) return false;
  const uint64_t bytes = options.bits == "16" ? 2 : options.bits == "24" ? 3 : 4;
  return std::filesystem::file_size(task.output, absent) == samples * bytes && !absent;
}

// Whether the output is there, whole, and what `decode` would make of the input as it is now.
bool IsFinished(const Task& task, const DecodeCommand& options, const DecodeOptions& decode,
                const std::string& stamp) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(task.input, ignored)) return false;  // read only once
  std::ifstream in(task.input, std::ios::binary);
  const auto summary = Summarize(in);
  if (!summary || !summary->errors.empty()) return false;
  const FileHeader& header = summary->header;
  const int64_t frames = DecodedFrames(summary->frames, header.source_rate, decode);
  if (options.format == "raw") {
    return IsFinishedRaw(task, options, static_cast<uint64_t>(frames) * header.source_channels);
  }
  const auto reader = AudioReader::Open(task.output);
  // libsndfile adds its own name.
  return reader && reader->frames() == frames && reader->software().starts_with(stamp);
}

struct Decoded {
  bool skipped = false;
  DecodeReport report;
  uint64_t clipped = 0;
  uint64_t bytes = 0;  // written to a file
};

Result<Decoded> WriteDecoded(std::istream& in, const DecodeCommand& options, ModelChoice* models,
                             const Task& task, int threads, const TaskProgress& progress) {
  auto reader = SpkReader::Open(in);
  SPK_TRY(reader);
  const auto codec = models->For(&*reader);
  SPK_TRY(codec);
  DecodeOptions decode = options.decode;
  decode.sampling_steps =
      options.sampling_steps >= 0 ? options.sampling_steps : (*codec)->default_sampling_steps();
  decode.threads = threads;
  const std::string stamp = task.output == "-" ? "" : StampOf(task, options, decode);
  if (options.outputs.skip_existing && IsFinished(task, options, decode, stamp)) {
    return Decoded{.skipped = true, .report = {}};
  }

  AudioWriterOptions writing{.container = kFormats.at(options.format),
                             .sample_type = kSampleTypes.at(options.bits),
                             .path = "-",
                             .name = task.output == "-" ? "standard output" : task.output,
                             .software = stamp};
  std::optional<OutputFile> file;
  if (task.output != "-") {
    auto created = CreateOutput(task, options.outputs);
    SPK_TRY(created);
    file = std::move(*created);
    writing.path = file->path();
  }
  AudioWriter writer(writing);
  std::error_code unknown;
  const auto size = std::filesystem::file_size(task.input, unknown);
  decode.progress = [&](double seconds) {
    return progress(seconds, unknown ? 0 : seconds / LikelyTotal(seconds, decode, *reader, size));
  };
  auto report = (*codec)->Decode(*reader, writer, decode);
  SPK_TRY(report);
  Decoded decoded{.report = std::move(*report), .clipped = writer.clipped()};
  if (file) {
    decoded.bytes = std::filesystem::file_size(file->path(), unknown);
    SPK_TRY(file->Commit());
  }
  return decoded;
}

TaskReport DecodeFile(const DecodeCommand& options, ModelChoice* models, const Task& task,
                      int threads, const TaskProgress& progress) {
  const auto start = std::chrono::steady_clock::now();
  TaskReport done;
  Decoded decoded;
  done.result = WithInput(task.input, [&](std::istream& in) -> Result<void> {
    auto written = WriteDecoded(in, options, models, task, threads, progress);
    SPK_TRY(written);
    decoded = std::move(*written);
    return {};
  });
  done.skipped = decoded.skipped;
  if (!done.result || done.skipped) return done;
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

}  // namespace

Result<Work> PrepareDecode(const DecodeCommand& command) {
  const auto valid = Validate(AudioWriterOptions{.container = kFormats.at(command.format),
                                                 .sample_type = kSampleTypes.at(command.bits),
                                                 .path = "-",
                                                 .name = ""});
  SPK_TRY(valid);
  const auto models = std::make_shared<ModelChoice>(command.model, command.device);
  return [&command, models](const Task& task, int threads, const TaskProgress& progress) {
    return DecodeFile(command, models.get(), task, threads, progress);
  };
}

}  // namespace spk
