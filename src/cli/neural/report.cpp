#include "evaluation/report.h"

#include <spdlog/fmt/chrono.h>
#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <ctime>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

#include "audio/audio_reader.h"
#include "audio/audio_writer.h"
#include "audio/codec_input.h"
#include "cli/neural/commands.h"
#include "cli/neural/evaluate_recording.h"
#include "cli/recordings.h"
#include "cli/text_output.h"
#include "evaluation/picture.h"
#include "system/temporary.h"

namespace spk {
namespace {

std::string Bytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

AudioWriterOptions Flac(const std::string& path) {
  return {.container = AudioContainer::kFlac,
          .sample_type = SampleType::k16Bit,
          .path = path,
          .name = "an excerpt"};
}

Result<void> CutOriginal(const std::string& input, const ReportCommand& options,
                         const std::string& output) {
  auto reader = AudioReader::Open(input);
  SPK_TRY(reader);
  AudioWriter writer(Flac(output));
  const int rate = reader->sample_rate();
  auto done = writer.Open({.sample_rate = rate, .channels = reader->channels(), .tags = {}});
  auto skip = static_cast<int64_t>(options.start * rate);
  auto left = static_cast<int64_t>(options.duration * rate);
  std::vector<float> block;
  while (done && left > 0) {
    const int64_t wanted = std::min<int64_t>(skip > 0 ? skip : left, 1 << 14);
    block.resize(static_cast<size_t>(wanted * reader->channels()));
    const auto read = reader->Read(block);
    SPK_TRY(read);
    if (skip == 0) {
      done = writer.Write(std::span(block).first(static_cast<size_t>(*read * reader->channels())));
    }
    (skip > 0 ? skip : left) -= *read;
    if (*read < wanted) break;
  }
  return done ? writer.Close() : done;
}

Result<void> CutDecoded(const NamedCodec& named, const std::string& coded, int64_t sampling_steps,
                        const ReportCommand& options, const std::string& output) {
  std::istringstream in(coded);
  auto reader = SpkReader::Open(in);
  SPK_TRY(reader);
  AudioWriter writer(Flac(output));
  DecodeOptions decode;
  decode.sampling_steps = sampling_steps;
  decode.generate = options.generate;
  decode.start = options.start;
  decode.duration = options.duration;
  decode.threads = options.workers.threads;
  const auto report = named.codec.Decode(*reader, writer, decode);
  SPK_TRY(report);
  return {};
}

Result<Track> ReadTrack(const std::string& path, const std::string& title) {
  auto reader = AudioReader::Open(path);
  SPK_TRY(reader);
  auto samples = ReadMono(&*reader, kEvaluationRate);
  SPK_TRY(samples);
  return Track{.title = title, .samples = std::move(*samples), .events = {}};
}

std::string StepsText(int64_t steps) {
  return steps == 0 ? "decoded, coarse"
                    : fmt::format("decoded, {} step{}", steps, steps == 1 ? "" : "s");
}

Result<ReportFile> MakeExcerpts(const NamedCodec& named, const ReportCommand& options,
                                const FileEvaluation& evaluation) {
  const ScratchFolder scratch;
  if (!scratch.status()) return tl::make_unexpected(scratch.status().error());
  ReportFile file{.name = evaluation.name, .picture = {}, .excerpts = {}};
  std::vector<Track> tracks;
  const auto add = [&](const std::string& title, const auto& cut) -> Result<void> {
    const std::string path = fmt::format("{}/{}.flac", scratch.path(), tracks.size());
    SPK_TRY(cut(path));
    auto track = ReadTrack(path, title);
    SPK_TRY(track);
    tracks.push_back(std::move(*track));
    file.excerpts.push_back({title, Bytes(path)});
    return {};
  };
  auto added = add("original", [&](const std::string& path) {
    return CutOriginal(evaluation.name, options, path);
  });
  SPK_TRY(added);
  std::istringstream coded(evaluation.coded);
  auto events = ReadEvents(
      coded, [&](const ModelId&) { return named.codec.event_tables(); }, options.start,
      options.duration);
  SPK_TRY(events);
  for (const DecodeEvaluation& decode : evaluation.decodes) {
    const int64_t sampling_steps = decode.sampling_steps.value_or(0);
    added = add(StepsText(sampling_steps), [&](const std::string& path) {
      return CutDecoded(named, evaluation.coded, sampling_steps, options, path);
    });
    SPK_TRY(added);
    tracks.back().events = *events;
  }
  const std::string picture = scratch.path() + "/picture.png";
  const PictureOptions drawing{.sample_rate = kEvaluationRate, .start = options.start};
  SPK_TRY(DrawTracks(tracks, drawing, picture));
  file.picture = Bytes(picture);
  return file;
}

Result<std::string> OctavesSvg(const Records& records) {
  const ScratchFolder scratch;
  if (!scratch.status()) return tl::make_unexpected(scratch.status().error());
  const std::string path = scratch.path() + "/octaves.svg";
  SPK_TRY(DrawOctaves(records.totals, path));
  return Bytes(path);
}

}  // namespace

Result<int> MakeReport(const ReportCommand& options) {
  auto output = TextOutput::Create(options.output, options.force);
  SPK_TRY(output);
  const auto named = LoadNamedCodec(options.model, options.device, options.encode);
  SPK_TRY(named);

  Report report;
  report.title = fmt::format("spk: model {}", named->name);
  report.summary = fmt::format(
      "Model {}, measured on {:%Y-%m-%d}. Figures are of whole recordings, as mono at 22.05 kHz; "
      "players and pictures hold {:g} s from second {:g} on.",
      ModelIdText(named->codec.model_id()), fmt::localtime(std::time(nullptr)), options.duration,
      options.start);
  // Each task has a place of its own: several may be under way.
  struct Entry {
    FileEvaluation evaluation;
    ReportFile file;
  };
  std::vector<std::optional<Entry>> entries(options.tasks.size());
  const auto add = [&](const Task& task, int threads,
                       const TaskProgress& progress) -> Result<void> {
    auto evaluation = EvaluateRecording(*named, options, {}, task, threads, progress);
    SPK_TRY(evaluation);
    auto file = MakeExcerpts(*named, options, *evaluation);
    SPK_TRY(file);
    entries[static_cast<size_t>(&task - options.tasks.data())] = {std::move(*evaluation),
                                                                  std::move(*file)};
    return {};
  };
  auto code = RunTasks(options.tasks, options.workers, Recordings(),
                       [&](const Task& task, int threads, const TaskProgress& progress) {
                         TaskReport done;
                         done.result = add(task, threads, progress);
                         return done;
                       });
  if (!code) return code;
  std::vector<FileEvaluation> measured;
  for (std::optional<Entry>& one : entries) {
    if (!one) continue;
    measured.push_back(std::move(one->evaluation));
    report.files.push_back(std::move(one->file));
  }
  if (measured.empty()) return code;
  report.records = RecordAll(measured);
  const auto octaves = OctavesSvg(report.records);
  SPK_TRY(octaves);
  report.octaves = *octaves;
  SPK_TRY(output->Write(ReportHtml(report)));
  return code;
}

}  // namespace spk
