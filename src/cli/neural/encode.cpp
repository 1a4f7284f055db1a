#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>

#include "audio/audio_reader.h"
#include "cli/neural/commands.h"
#include "cli/neural/named_codec.h"
#include "cli/neural/output_stream.h"
#include "cli/neural/source_stamp.h"
#include "model/model_store.h"
#include "spk/codec.h"
#include "spk/file_summary.h"
#include "spk/unpacking_reader.h"
#include "system/output_file.h"

namespace spk {
namespace {

// A file of a few segments cannot keep to a rate as closely as a long one.
constexpr double kNearTheRate = 1.05;

// Reads the events again and compares them with what was coded.
Result<void> Verify(const std::string& path, const Codec& codec, const EncodeReport& report) {
  std::ifstream in(path, std::ios::binary);
  auto reader = UnpackingReader::Open(in, codec.event_tables());
  SPK_TRY(reader);
  uint32_t checksum = 0;
  while (!reader->at_end()) {
    const auto item = reader->Next();
    SPK_TRY(item);
    const auto* coded = std::get_if<CodedSegment>(&*item);
    if (coded != nullptr) checksum = SegmentChecksum(coded->segment, checksum);
  }
  if (checksum == report.checksum) return {};
  return Fail(ErrorCode::kOutput, "the events do not read back as they were coded");
}

double Kbps(const EncodeReport& report) {
  return report.seconds > 0 ? static_cast<double>(report.bytes) * 8 / report.seconds / 1000 : 0;
}

std::string Summary(const Task& task, const EncodeReport& report, uint64_t size, double elapsed) {
  std::string ratio;
  if (size > 0) {
    ratio = fmt::format(", 1:{:.0f} of {}",
                        static_cast<double>(size) / static_cast<double>(report.bytes),
                        BytesText(static_cast<double>(size)));
  }
  return fmt::format("{}: {}, {} ({:.3f} kbit/s{}) in {:.1f} s, {:.0f}x real time\n",
                     Printable(task.input), ClockText(report.seconds),
                     BytesText(static_cast<double>(report.bytes)), Kbps(report), ratio, elapsed,
                     report.seconds / elapsed);
}

std::vector<std::string> Warnings(const AudioReader& reader, const EncodeOptions& options,
                                  const EncodeReport& report) {
  std::vector<std::string> warnings = reader.Warnings();
  if (report.repaired > 0) {
    warnings.push_back(
        CountText(report.repaired, "sample is no number or", "samples are no numbers or") +
        " far beyond full scale: coded as zero");
  }
  if (report.segments_short > 0) {
    warnings.push_back(
        std::to_string(report.segments_short) + " of " +
        CountText(report.segments, "segment does", "segments do") +
        (options.bitrate ? " not fit the bit rate that was asked for: coded with the fewest events"
                         : " not reach the SI-SNR that was asked for: coded as well as they can "
                           "be"));
  } else if (options.bitrate && Kbps(report) > kNearTheRate * *options.bitrate) {
    warnings.push_back(fmt::format(
        "comes to {:.3f} kbit/s: too short to be kept nearer to the bit rate", Kbps(report)));
  }
  return warnings;
}

std::string OptionsText(const Codec& codec, const EncodeCommand& options) {
  return StampedOptions(codec.WithDefaults(options.encode), options.packing);
}

// What the command gives to the output of an input beside the recording's own.
std::vector<Tag> GivenTags(const EncodeCommand& options, const std::string& input) {
  const auto found = options.tags.find(input);
  return found == options.tags.end() ? std::vector<Tag>() : found->second;
}

// Whether the output is there, whole, and made from the input as it is now, with these options and
// tags.
bool IsFinished(const Task& task, const EncodeCommand& options, const Codec& codec) {
  std::ifstream in(task.output, std::ios::binary);
  const auto summary = Summarize(in, [&](const ModelId&) { return codec.event_tables(); });
  if (!summary || !summary->errors.empty()) return false;
  if (summary->header.model_id != codec.model_id()) return false;
  for (const Tag& given : GivenTags(options, task.input)) {
    if (std::ranges::count(summary->tags, given) == 0) return false;
  }
  return std::ranges::any_of(summary->tags, [&](const Tag& tag) {
    return tag.name == kSourceTag && IsStampOf(tag.value, task.input, OptionsText(codec, options));
  });
}

Result<EncodeReport> WriteFile(const Codec& codec, const Task& task, const EncodeCommand& options,
                               AudioReader* reader, const EncodeOptions& encode) {
  auto file = CreateOutput(task, options.outputs);
  SPK_TRY(file);
  OutputStream out(file->path());
  auto report = codec.Encode(*reader, out, encode);
  if (const int error = out.Close(); error != 0) {
    return Fail(ErrorCode::kOutput, task.output + ": cannot write: " + std::strerror(error));
  }
  if (!report) return report;
  if (options.verify) {
    SPK_TRY(Verify(file->path(), codec, *report));
  }
  SPK_TRY(file->Commit());
  return report;
}

Result<EncodeReport> WriteStandardOutput(const Codec& codec, const EncodeCommand& options,
                                         AudioReader* reader, const EncodeOptions& encode) {
  if (options.verify) return Fail(ErrorCode::kUsage, "--verify cannot read standard output");
  OutputStream out("/dev/stdout");
  auto report = codec.Encode(*reader, out, encode);
  if (const int error = out.Close(); error != 0) {
    return Fail(ErrorCode::kOutput,
                std::string("standard output: cannot write: ") + std::strerror(error));
  }
  return report;
}

TaskReport EncodeFile(const NamedCodec& named, const EncodeCommand& options, const Task& task,
                      int threads, const TaskProgress& progress) {
  const Codec& codec = named.codec;
  const auto start = std::chrono::steady_clock::now();
  TaskReport done;
  if (options.outputs.skip_existing && IsFinished(task, options, codec)) {
    done.skipped = true;
    return done;
  }
  // Before it is read: what changes meanwhile is another file.
  const auto stamp = SourceStamp(task.input, OptionsText(codec, options));
  auto reader = AudioReader::Open(task.input);
  if (!reader) {
    done.result = tl::make_unexpected(reader.error());
    return done;
  }
  const bool known = reader->frames() != AudioReader::kUnknownFrames;
  const double total =
      known ? static_cast<double>(reader->frames()) / reader->sample_rate() : HUGE_VAL;
  EncodeOptions encode = options.encode;
  const PackingChoice& choice = kPackings.at(options.packing);
  encode.packing = choice.packing;
  encode.sparse_packings = choice.sparse_packings;
  encode.tags = WithGiven(reader->tags(), GivenTags(options, task.input));
  encode.threads = threads;
  encode.progress = [&](double s) { return progress(s, s / total); };
  encode.tags.push_back({kModelTag, named.name});
  if (stamp) encode.tags.push_back({kSourceTag, *stamp});

  const auto report = task.output == "-" ? WriteStandardOutput(codec, options, &*reader, encode)
                                         : WriteFile(codec, task, options, &*reader, encode);
  if (!report) {
    done.result = tl::make_unexpected(report.error());
    return done;
  }
  std::error_code unknown;
  const auto size = std::filesystem::file_size(task.input, unknown);
  done.bytes_in = unknown ? 0 : size;
  done.bytes_out = report->bytes;
  done.seconds = report->seconds;
  done.warnings = Warnings(*reader, encode, *report);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  done.text = Summary(task, *report, done.bytes_in, elapsed.count());
  return done;
}

}  // namespace

Result<Work> PrepareEncode(const EncodeCommand& command) {
  auto loaded = LoadNamedCodec(command.model, command.device, command.encode);
  SPK_TRY(loaded);
  if (command.verbose) spdlog::info("model {}", loaded->path);
  const auto named = std::make_shared<NamedCodec>(std::move(*loaded));
  return [&command, named](const Task& task, int threads, const TaskProgress& progress) {
    return EncodeFile(*named, command, task, threads, progress);
  };
}

}  // namespace spk
