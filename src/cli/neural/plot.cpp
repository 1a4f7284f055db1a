#include <spdlog/spdlog.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "audio/audio_reader.h"
#include "audio/codec_input.h"
#include "audio/sample_file.h"
#include "cli/command.h"
#include "cli/neural/commands.h"
#include "cli/neural/model_choice.h"
#include "cli/recordings.h"
#include "evaluation/picture.h"
#include "system/output_file.h"

namespace spk {
namespace {

constexpr int kRate = 22050;

tl::unexpected<Error> Named(const std::string& path, const Error& error) {
  return Fail(error.code, path + ": " + error.message);
}

Result<Track> ReadRecording(const std::string& path, const PlotCommand& options) {
  auto reader = AudioReader::Open(path);
  if (!reader) return Named(path, reader.error());
  if (auto skipped = reader->Skip(std::llround(options.start * reader->sample_rate())); !skipped) {
    return Named(path, skipped.error());
  }
  auto samples = ReadMono(&*reader, kRate, static_cast<size_t>(options.duration * kRate));
  if (!samples) return Named(path, samples.error());
  return Track{.title = std::filesystem::path(path).filename().string(),
               .samples = std::move(*samples),
               .events = {}};
}

Result<Track> ReadCoded(const std::string& path, const PlotCommand& options, ModelChoice* models) {
  std::ifstream in(path, std::ios::binary);
  auto reader = SpkReader::Open(in);
  if (!reader) return Named(path, reader.error());
  const auto codec = models->For(&*reader);
  if (!codec) return Named(path, codec.error());
  DecodeOptions decode;
  decode.sampling_steps =
      options.sampling_steps >= 0 ? options.sampling_steps : (*codec)->default_sampling_steps();
  decode.start = options.start;
  decode.duration = options.duration;
  decode.sample_rate = kRate;
  SampleFile file;
  const auto decoded = (*codec)->Decode(*reader, file, decode);
  if (!decoded) return Named(path, decoded.error());
  auto samples = ReadMono(file.Source().get(), kRate);
  if (!samples) return Named(path, samples.error());
  std::ifstream again(path, std::ios::binary);
  auto events = ReadEvents(
      again, [&](const ModelId&) { return (*codec)->event_tables(); }, options.start,
      options.duration);
  if (!events) return Named(path, events.error());
  return Track{.title = std::filesystem::path(path).filename().string() +
                        (decode.sampling_steps == 0
                             ? ", coarse decode"
                             : ", " + CountText(static_cast<size_t>(decode.sampling_steps), "step",
                                                "steps")),
               .samples = std::move(*samples),
               .events = std::move(*events)};
}

}  // namespace

Result<int> Plot(const PlotCommand& options) {
  ModelChoice models(options.model, options.device);
  std::vector<Track> tracks;
  for (const std::string& input : options.inputs) {
    auto track =
        IsCoded(input) ? ReadCoded(input, options, &models) : ReadRecording(input, options);
    SPK_TRY(track);
    tracks.push_back(std::move(*track));
  }
  auto file = OutputFile::Create(options.output, options.force);
  SPK_TRY(file);
  const PictureOptions picture{.sample_rate = kRate, .start = options.start};
  if (auto drawn = DrawTracks(tracks, picture, file->path()); !drawn) {
    return Named(options.output, drawn.error());
  }
  SPK_TRY(file->Commit());
  return 0;
}

}  // namespace spk
