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
#include "cli/batch.h"
#include "cli/evaluate_recording.h"
#include "cli/text_output.h"
#include "evaluation/mono_reader.h"
#include "evaluation/picture.h"
#include "system/temporary.h"

namespace spk {
namespace {

struct Options : RecordingOptions {
  std::string output;
  double start = 0;
  double duration = 10;
};

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

Result<void> CutOriginal(const std::string& input, const Options& options,
                         const std::string& output) {
  auto reader = AudioReader::Open(input);
  if (!reader) return tl::make_unexpected(reader.error());
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
    if (!read) return tl::make_unexpected(read.error());
    if (skip == 0) {
      done = writer.Write(std::span(block).first(static_cast<size_t>(*read * reader->channels())));
    }
    (skip > 0 ? skip : left) -= *read;
    if (*read < wanted) break;
  }
  return done ? writer.Close() : done;
}

Result<void> CutDecoded(const NamedCodec& named, const std::string& coded, int64_t steps,
                        const Options& options, const std::string& output) {
  std::istringstream in(coded);
  auto reader = SpkReader::Open(in);
  if (!reader) return tl::make_unexpected(reader.error());
  AudioWriter writer(Flac(output));
  DecodeOptions decode;
  decode.steps = steps;
  decode.start = options.start;
  decode.duration = options.duration;
  decode.threads = options.threads;
  const auto report = named.codec.Decode(*reader, writer, decode);
  if (!report) return tl::make_unexpected(report.error());
  return {};
}

Result<Track> ReadTrack(const std::string& path, const std::string& title) {
  auto reader = AudioReader::Open(path);
  if (!reader) return tl::make_unexpected(reader.error());
  MonoReader mono(&*reader, kEvaluationRate);
  Track track{.title = title, .samples = {}, .events = {}};
  std::vector<float> block(1 << 14);
  while (true) {
    const auto count = mono.Read(block);
    if (!count) return tl::make_unexpected(count.error());
    if (*count == 0) return track;
    track.samples.insert(track.samples.end(), block.begin(),
                         block.begin() + static_cast<int64_t>(*count));
  }
}

std::string StepsText(int64_t steps) {
  return steps == 0 ? "decoded, coarse"
                    : fmt::format("decoded, {} step{}", steps, steps == 1 ? "" : "s");
}

Result<ReportFile> MakeExcerpts(const NamedCodec& named, const Options& options,
                                const FileEvaluation& evaluation) {
  const ScratchFolder scratch;
  if (!scratch.status()) return tl::make_unexpected(scratch.status().error());
  ReportFile file{.name = evaluation.name, .picture = {}, .excerpts = {}};
  std::vector<Track> tracks;
  const auto add = [&](const std::string& title, const auto& cut) -> Result<void> {
    const std::string path = fmt::format("{}/{}.flac", scratch.path(), tracks.size());
    if (auto done = cut(path); !done) return done;
    auto track = ReadTrack(path, title);
    if (!track) return tl::make_unexpected(track.error());
    tracks.push_back(std::move(*track));
    file.excerpts.push_back({title, Bytes(path)});
    return {};
  };
  auto added = add("original", [&](const std::string& path) {
    return CutOriginal(evaluation.name, options, path);
  });
  if (!added) return tl::make_unexpected(added.error());
  std::istringstream coded(evaluation.coded);
  auto events = ReadEvents(coded, options.start, options.duration);
  if (!events) return tl::make_unexpected(events.error());
  for (const DecodeEvaluation& decode : evaluation.decodes) {
    const int64_t steps = decode.steps.value_or(0);
    added = add(StepsText(steps), [&](const std::string& path) {
      return CutDecoded(named, evaluation.coded, steps, options, path);
    });
    if (!added) return tl::make_unexpected(added.error());
    tracks.back().events = *events;
  }
  const std::string picture = scratch.path() + "/picture.png";
  const PictureOptions drawing{.sample_rate = kEvaluationRate,
                               .steps_per_second = kEvaluationRate / 512.0,
                               .start = options.start};
  if (auto drawn = DrawTracks(tracks, drawing, picture); !drawn) {
    return tl::make_unexpected(drawn.error());
  }
  file.picture = Bytes(picture);
  return file;
}

Result<std::string> OctavesSvg(const Records& records) {
  const ScratchFolder scratch;
  if (!scratch.status()) return tl::make_unexpected(scratch.status().error());
  const std::string path = scratch.path() + "/octaves.svg";
  if (auto drawn = DrawOctaves(records.totals, path); !drawn) {
    return tl::make_unexpected(drawn.error());
  }
  return Bytes(path);
}

Result<int> MakeReport(const Options& options) {
  const auto tasks = PlanEvaluation(options);
  if (!tasks) return tl::make_unexpected(tasks.error());
  auto output = TextOutput::Create(options.output, options.force);
  if (!output) return tl::make_unexpected(output.error());
  const auto named = LoadNamedCodec(options);
  if (!named) return tl::make_unexpected(named.error());

  Report report;
  report.title = fmt::format("spk: model {}", named->name);
  report.summary = fmt::format(
      "Model {}, measured on {:%Y-%m-%d}. Figures are of whole recordings, as mono at 22.05 kHz; "
      "players and pictures hold {:g} s from second {:g} on.",
      ModelIdText(named->codec.model_id()), fmt::localtime(std::time(nullptr)), options.duration,
      options.start);
  // Each task has a place of its own: several may be under way.
  struct Shown {
    FileEvaluation evaluation;
    ReportFile file;
  };
  std::vector<std::optional<Shown>> shown(tasks->size());
  const auto add = [&](const Task& task, int threads,
                       const TaskProgress& progress) -> Result<void> {
    auto evaluation = EvaluateRecording(*named, options, {}, task.input, threads, progress);
    if (!evaluation) return tl::make_unexpected(evaluation.error());
    auto file = MakeExcerpts(*named, options, *evaluation);
    if (!file) return tl::make_unexpected(file.error());
    shown[static_cast<size_t>(&task - tasks->data())] = {std::move(*evaluation), std::move(*file)};
    return {};
  };
  auto code = RunTasks(*tasks, options, Recordings(),
                       [&](const Task& task, int threads, const TaskProgress& progress) {
                         TaskReport done;
                         done.result = add(task, threads, progress);
                         return done;
                       });
  if (!code) return code;
  std::vector<FileEvaluation> measured;
  for (std::optional<Shown>& one : shown) {
    if (!one) continue;
    measured.push_back(std::move(one->evaluation));
    report.files.push_back(std::move(one->file));
  }
  if (measured.empty()) return code;
  report.records = RecordAll(measured);
  const auto octaves = OctavesSvg(report.records);
  if (!octaves) return tl::make_unexpected(octaves.error());
  report.octaves = *octaves;
  if (auto written = output->Write(ReportHtml(report)); !written) {
    return tl::make_unexpected(written.error());
  }
  return code;
}

}  // namespace

int RunReport(int argc, char** argv) {
  CLI::App app(
      "Writes one page of HTML, complete in itself, about what the codec makes of recordings: the "
      "figures of spk eval in a table that sorts, players for original and decoded, pictures.",
      "spk report");
  app.footer(
      "Examples:\n  spk report DIR -o report.html\n  spk report --duration 20 a.wav b.wav -o "
      "report.html");
  Options options;
  AddRecordingOptions(&app, &options);
  app.add_option("-o,--output", options.output, "the page")->required();
  app.add_option("--start", options.start, "where the excerpts begin, seconds")
      ->check(SecondsFrom(0.0, 1e9));
  app.add_option("--duration", options.duration, "of the excerpts, seconds (10)")
      ->check(SecondsFrom(0.1, 600.0));
  app.add_flag("-f,--force", options.force, "replace a page that exists");
  return ParseAndRun(app, argc, argv, [&] {
    const auto code = MakeReport(options);
    if (code) return *code;
    spdlog::error("{}", code.error().message);
    return static_cast<int>(code.error().code);
  });
}

}  // namespace spk
