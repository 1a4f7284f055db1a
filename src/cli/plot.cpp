#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "audio/audio_reader.h"
#include "audio/resampler.h"
#include "cli/command.h"
#include "cli/model_choice.h"
#include "cli/output_file.h"
#include "evaluation/picture.h"

namespace spk {
namespace {

constexpr int kRate = 22050;
constexpr size_t kMostTracks = 8;

struct Options {
  std::vector<std::string> inputs;
  std::string output;
  std::string model;
  int64_t steps = -1;
  double start = 0;
  double duration = 30;
  bool force = false;
  std::string device = "cpu";
};

tl::unexpected<Error> Named(const std::string& path, const Error& error) {
  return Fail(error.code, path + ": " + error.message);
}

// Keeps the mean of the channels.
class MonoSink : public AudioSink {
 public:
  Result<void> Open(const AudioFormat& format) override {
    channels_ = static_cast<size_t>(format.channels);
    return {};
  }
  Result<void> Write(std::span<const float> interleaved) override {
    for (size_t i = 0; i < interleaved.size(); i += channels_) {
      float sum = 0;
      for (size_t c = 0; c < channels_; ++c) sum += interleaved[i + c];
      samples.push_back(sum / static_cast<float>(channels_));
    }
    return {};
  }
  Result<void> Close() override { return {}; }

  std::vector<float> samples;

 private:
  size_t channels_ = 1;
};

Result<Track> ReadRecording(const std::string& path, const Options& options) {
  auto reader = AudioReader::Open(path);
  if (!reader) return Named(path, reader.error());
  MonoSink mono;
  auto opened = mono.Open({reader->sample_rate(), reader->channels(), {}});
  if (!opened) return tl::make_unexpected(opened.error());
  if (auto skipped = reader->Skip(std::llround(options.start * reader->sample_rate())); !skipped) {
    return Named(path, skipped.error());
  }
  const auto count = static_cast<size_t>(options.duration * reader->sample_rate());
  std::vector<float> block((size_t{1} << 14) * static_cast<size_t>(reader->channels()));
  while (mono.samples.size() < count) {
    const auto read = reader->Read(block);
    if (!read) return Named(path, read.error());
    if (*read == 0) break;
    auto written =
        mono.Write(std::span(block).first(static_cast<size_t>(*read * reader->channels())));
    if (!written) return tl::make_unexpected(written.error());
  }
  mono.samples.resize(std::min(count, mono.samples.size()));
  Resampler resampler(reader->sample_rate(), kRate, 1);
  Track track{
      .title = std::filesystem::path(path).filename().string(), .samples = {}, .events = {}};
  if (!mono.samples.empty()) {
    resampler.Process(mono.samples, &track.samples);
    resampler.Finish(&track.samples);
  }
  return track;
}

Result<Track> ReadCoded(const std::string& path, const Options& options, ModelChoice* models) {
  std::ifstream in(path, std::ios::binary);
  auto reader = SpkReader::Open(in);
  if (!reader) return Named(path, reader.error());
  const auto codec = models->For(&*reader);
  if (!codec) return Named(path, codec.error());
  DecodeOptions decode;
  decode.steps = options.steps >= 0 ? options.steps : (*codec)->default_steps();
  decode.start = options.start;
  decode.duration = options.duration;
  decode.sample_rate = kRate;
  MonoSink sink;
  const auto decoded = (*codec)->Decode(*reader, sink, decode);
  if (!decoded) return Named(path, decoded.error());
  std::ifstream again(path, std::ios::binary);
  auto events = ReadEvents(again, options.start, options.duration);
  if (!events) return Named(path, events.error());
  return Track{
      .title = std::filesystem::path(path).filename().string() +
               (decode.steps == 0 ? ", coarse decode" : fmt::format(", {} steps", decode.steps)),
      .samples = std::move(sink.samples),
      .events = std::move(*events)};
}

bool IsCoded(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return SpkReader::Open(in).has_value();
}

Result<void> Plot(const Options& options) {
  ModelChoice models(options.model, options.device);
  std::vector<Track> tracks;
  for (const std::string& input : options.inputs) {
    auto track =
        IsCoded(input) ? ReadCoded(input, options, &models) : ReadRecording(input, options);
    if (!track) return tl::make_unexpected(track.error());
    tracks.push_back(std::move(*track));
  }
  auto file = OutputFile::Create(options.output, options.force);
  if (!file) return tl::make_unexpected(file.error());
  const PictureOptions picture{
      .sample_rate = kRate, .steps_per_second = kRate / 512.0, .start = options.start};
  if (auto drawn = DrawTracks(tracks, picture, file->path()); !drawn) {
    return Named(options.output, drawn.error());
  }
  return file->Commit();
}

}  // namespace

int RunPlot(int argc, char** argv) {
  CLI::App app(
      "Draws recordings and .spk files side by side: waveform, spectrogram over a logarithmic "
      "frequency axis, events.",
      "spk plot");
  app.footer(
      "Examples:\n  spk plot a.wav a.spk -o a.png\n  spk plot a.flac --start 60 --duration 10 -o "
      "a.png");
  Options options;
  app.add_option("FILE", options.inputs, "recordings and .spk files")
      ->required()
      ->expected(1, static_cast<int>(kMostTracks));
  app.add_option("-o,--output", options.output, "the picture, a PNG")->required();
  app.add_flag("-f,--force", options.force, "replace a picture that exists");
  app.add_option("--model", options.model, "a model's name or file, if not the one found by id");
  AddDeviceOption(&app, &options.device);
  app.add_option("--steps", options.steps, "evaluations of the diffusion decoder")
      ->check(WholeFrom(0, 1000));
  app.add_option("--start", options.start, "seconds to leave out")->check(SecondsFrom(0.0, 1e9));
  app.add_option("--duration", options.duration, "seconds to draw (30)")
      ->check(SecondsFrom(0.1, 3600.0));
  return ParseAndRun(app, argc, argv, [&] {
    const auto drawn = Plot(options);
    if (drawn) return 0;
    spdlog::error("{}", drawn.error().message);
    return static_cast<int>(drawn.error().code);
  });
}

}  // namespace spk
