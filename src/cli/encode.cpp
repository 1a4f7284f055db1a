#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>

#include "audio/audio_reader.h"
#include "cli/batch.h"
#include "cli/output_file.h"
#include "codec/model_store.h"
#include "spk/codec.h"
#include "spk/spk_reader.h"

namespace spk {
namespace {

struct Options : BatchOptions {
  bool mono = false;
  bool verify = false;
  std::string packing = "auto";
};

const std::map<std::string, std::optional<Packing>> kPackings = {
    {"auto", std::nullopt},
    {"dense", Packing::kDense},
    {"coo", Packing::kCoordinate},
    {"time", Packing::kCompressedTime},
    {"units", Packing::kCompressedUnits}};

double Seconds(const AudioReader& reader) {
  return reader.frames() == AudioReader::kUnknownFrames
             ? 0
             : static_cast<double>(reader.frames()) / reader.sample_rate();
}

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

void PrintSummary(const Task& task, const EncodeReport& report, double elapsed) {
  const double kbps =
      report.seconds > 0 ? static_cast<double>(report.bytes) * 8 / report.seconds / 1000 : 0;
  std::error_code unknown;
  const auto size = std::filesystem::file_size(task.input, unknown);
  std::string ratio;
  if (!unknown) {
    ratio = fmt::format(", 1:{:.0f} of {}",
                        static_cast<double>(size) / static_cast<double>(report.bytes),
                        BytesText(static_cast<double>(size)));
  }
  fmt::print(stderr, "{}: {}, {} ({:.3f} kbit/s{}) in {:.1f} s, {:.0f}x real time\n",
             Printable(task.input), ClockText(report.seconds),
             BytesText(static_cast<double>(report.bytes)), kbps, ratio, elapsed,
             report.seconds / elapsed);
}

void WarnOf(const Task& task, const AudioReader& reader, const EncodeReport& report) {
  if (reader.missing_frames() > 0) {
    spdlog::warn("{}: truncated: {} frames less than its header says", Printable(task.input),
                 reader.missing_frames());
  }
  if (report.repaired > 0) {
    spdlog::warn("{}: {} samples are not numbers, zero was coded for them", Printable(task.input),
                 report.repaired);
  }
}

Result<void> EncodeFile(const Codec& codec, const Options& options, const std::string& model,
                        const Task& task) {
  auto reader = AudioReader::Open(task.input);
  if (!reader) return tl::make_unexpected(reader.error());
  ProgressLine line(Printable(task.input), options.quiet);
  const double total = Seconds(*reader);
  EncodeOptions encode;
  encode.mono = options.mono;
  encode.packing = kPackings.at(options.packing);
  encode.threads = options.threads;
  encode.tags = reader->tags();
  encode.tags.push_back({kModelTag, std::filesystem::path(model).stem().string()});
  encode.progress = [&](double seconds) { return line.Update(seconds, total); };

  Result<EncodeReport> report;
  if (task.output == "-") {
    if (options.verify) return Fail(ErrorCode::kUsage, "--verify cannot read standard output");
    report = codec.Encode(*reader, std::cout, encode);
    std::cout.flush();
    if (report && !std::cout) return Fail(ErrorCode::kOutput, "cannot write standard output");
  } else {
    auto file = OutputFile::Create(task.output, options.force);
    if (!file) return tl::make_unexpected(file.error());
    std::ofstream out(file->path(), std::ios::binary);
    report = codec.Encode(*reader, out, encode);
    out.close();
    if (report && !out) return Fail(ErrorCode::kOutput, task.output + ": cannot write");
    if (report && options.verify) {
      if (auto verified = Verify(file->path(), *report); !verified) return verified;
    }
    if (report) {
      if (auto committed = file->Commit(); !committed) return committed;
    }
  }
  if (!report) return tl::make_unexpected(report.error());
  WarnOf(task, *reader, *report);
  const double elapsed = line.elapsed();
  line.Clear();
  if (!options.quiet) PrintSummary(task, *report, elapsed);
  return {};
}

}  // namespace

int RunEncode(int argc, char** argv) {
  CLI::App app("Encodes recordings (whatever libsndfile reads, one or two channels) to .spk files.",
               "spk encode");
  Options options;
  options.model = kDefaultModel;
  AddBatchOptions(&app, &options);
  app.add_option("--model", options.model, "a model's name (see spk models) or its file");
  app.add_option("--packing", options.packing, "auto, dense, coo, time or units")
      ->check(CLI::IsMember(kPackings));
  app.add_flag("--mono", options.mono, "code the mean of the channels, as the paper does");
  app.add_flag("--verify", options.verify, "read every file again before it gets its name");
  return ParseAndRun(app, argc, argv, [&] {
    return WithTasks(options, ".spk", [&](const std::vector<Task>& tasks) -> Result<int> {
      const auto model = FindModel(options.model);
      if (!model) return tl::make_unexpected(model.error());
      const auto codec = Codec::Load(*model);
      if (!codec) return tl::make_unexpected(codec.error());
      if (options.verbose) spdlog::info("model {}", *model);
      return RunTasks(tasks,
                      [&](const Task& task) { return EncodeFile(*codec, options, *model, task); });
    });
  });
}

}  // namespace spk
