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
#include "cli/batch.h"
#include "cli/output_file.h"
#include "cli/output_stream.h"
#include "cli/source_stamp.h"
#include "codec/model_store.h"
#include "spk/codec.h"
#include "spk/file_summary.h"
#include "spk/spk_reader.h"

namespace spk {
namespace {

struct Options : BatchOptions {
  bool mono = false;
  bool verify = false;
  int refinement = kRefinement;
  std::string packing = "auto";
  std::string device = "cpu";
};

const std::map<std::string, std::optional<Packing>> kPackings = {
    {"auto", std::nullopt},
    {"dense", Packing::kDense},
    {"coo", Packing::kCoordinate},
    {"time", Packing::kCompressedTime},
    {"units", Packing::kCompressedUnits}};

// Reads the events again and compares them with what was coded.
Result<void> Verify(const std::string& path, const EncodeReport& report) {
  std::ifstream in(path, std::ios::binary);
  auto reader = SpkReader::Open(in);
  if (!reader) return tl::make_unexpected(reader.error());
  uint32_t checksum = 0;
  while (!reader->at_end()) {
    const auto item = reader->Next();
    if (!item) return tl::make_unexpected(item.error());
    const auto* coded = std::get_if<CodedSegment>(&*item);
    if (coded != nullptr) checksum = SegmentChecksum(coded->segment, checksum);
  }
  if (checksum == report.checksum) return {};
  return Fail(ErrorCode::kOutput, "the events do not read back as they were coded");
}

std::string Summary(const Task& task, const EncodeReport& report, uint64_t size, double elapsed) {
  const double kbps =
      report.seconds > 0 ? static_cast<double>(report.bytes) * 8 / report.seconds / 1000 : 0;
  std::string ratio;
  if (size > 0) {
    ratio = fmt::format(", 1:{:.0f} of {}",
                        static_cast<double>(size) / static_cast<double>(report.bytes),
                        BytesText(static_cast<double>(size)));
  }
  return fmt::format("{}: {}, {} ({:.3f} kbit/s{}) in {:.1f} s, {:.0f}x real time\n",
                     Printable(task.input), ClockText(report.seconds),
                     BytesText(static_cast<double>(report.bytes)), kbps, ratio, elapsed,
                     report.seconds / elapsed);
}

std::vector<std::string> Warnings(const AudioReader& reader, const EncodeReport& report) {
  std::vector<std::string> warnings = reader.Warnings();
  if (report.repaired > 0) {
    warnings.push_back(
        CountText(report.repaired, "sample is no number or", "samples are no numbers or") +
        " far beyond full scale: coded as zero");
  }
  return warnings;
}

std::string OptionsText(const Options& options) {
  return StampedOptions(options.refinement, options.packing, options.mono);
}

// Whether the output is there, whole, and made from the input as it is now, with these options.
bool IsFinished(const Task& task, const Options& options, const ModelId& model) {
  std::ifstream in(task.output, std::ios::binary);
  const auto summary = Summarize(in);
  if (!summary || !summary->errors.empty() || summary->header.model_id != model) return false;
  return std::ranges::any_of(summary->tags, [&](const Tag& tag) {
    return tag.name == kSourceTag && IsStampOf(tag.value, task.input, OptionsText(options));
  });
}

Result<EncodeReport> WriteFile(const Codec& codec, const Task& task, const Options& options,
                               AudioReader* reader, const EncodeOptions& encode) {
  auto file = CreateOutput(task, options);
  if (!file) return tl::make_unexpected(file.error());
  OutputStream out(file->path());
  auto report = codec.Encode(*reader, out, encode);
  if (const int error = out.Close(); error != 0) {
    return Fail(ErrorCode::kOutput, task.output + ": cannot write: " + std::strerror(error));
  }
  if (!report) return report;
  if (options.verify) {
    if (auto verified = Verify(file->path(), *report); !verified) {
      return tl::make_unexpected(verified.error());
    }
  }
  if (auto committed = file->Commit(); !committed) return tl::make_unexpected(committed.error());
  return report;
}

Result<EncodeReport> WriteStandardOutput(const Codec& codec, const Options& options,
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

TaskReport EncodeFile(const Codec& codec, const Options& options, const std::string& model,
                      const Task& task, int threads, const TaskProgress& progress) {
  const auto start = std::chrono::steady_clock::now();
  TaskReport done;
  if (options.skip_existing && IsFinished(task, options, codec.model_id())) {
    done.skipped = true;
    return done;
  }
  // Before it is read: what changes meanwhile is another file.
  const auto stamp = SourceStamp(task.input, OptionsText(options));
  auto reader = AudioReader::Open(task.input);
  if (!reader) {
    done.result = tl::make_unexpected(reader.error());
    return done;
  }
  const bool known = reader->frames() != AudioReader::kUnknownFrames;
  const double total =
      known ? static_cast<double>(reader->frames()) / reader->sample_rate() : HUGE_VAL;
  EncodeOptions encode{.mono = options.mono,
                       .refinement = options.refinement,
                       .packing = kPackings.at(options.packing),
                       .tags = reader->tags(),
                       .threads = threads,
                       .progress = [&](double s) { return progress(s, s / total); }};
  encode.tags.push_back({kModelTag, std::filesystem::path(model).stem().string()});
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
  done.warnings = Warnings(*reader, *report);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  done.text = Summary(task, *report, done.bytes_in, elapsed.count());
  return done;
}

}  // namespace

int RunEncode(int argc, char** argv) {
  CLI::App app("Encodes recordings (whatever libsndfile reads, one or two channels) to .spk files.",
               "spk encode");
  app.footer(
      "Examples:\n  spk encode *.wav -o coded/\n  spk encode -r IN --output-dir OUT "
      "--skip-existing --log OUT/encode.jsonl");
  Options options;
  options.model = kDefaultModel;
  AddBatchOptions(&app, &options);
  app.add_option("--model", options.model, "a model's name (see spk models) or its file");
  AddRefineOption(&app, &options.refinement);
  AddDeviceOption(&app, &options.device);
  app.add_option("--packing", options.packing, "auto, dense, coo, time or units")
      ->check(CLI::IsMember(kPackings));
  app.add_flag("--mono", options.mono, "code the mean of the channels, as the paper does");
  app.add_flag("--verify", options.verify, "read every file again before it gets its name");
  return ParseAndRun(app, argc, argv, [&] {
    return RunBatch(options, Recordings(), ".spk", [&]() -> Result<Work> {
      const auto model = FindModel(options.model);
      if (!model) return tl::make_unexpected(model.error());
      auto loaded = Codec::Load(*model, options.device);
      if (!loaded) return tl::make_unexpected(loaded.error());
      if (options.verbose) spdlog::info("model {}", *model);
      const auto codec = std::make_shared<Codec>(std::move(*loaded));
      return [&options, codec, model](const Task& task, int threads, const TaskProgress& progress) {
        return EncodeFile(*codec, options, *model, task, threads, progress);
      };
    });
  });
}

}  // namespace spk
