#include "listening/clip.h"

#include <algorithm>
#include <cmath>

#include "audio/audio_reader.h"
#include "audio/audio_writer.h"
#include "audio/codec_input.h"
#include "audio/resampler.h"
#include "system/temporary.h"
#include "system/text_file.h"

namespace spk {
namespace {

std::vector<float> Resampled(std::span<const float> samples, int from, int to) {
  Resampler resampler(from, to, /*channels=*/1);
  std::vector<float> output;
  resampler.Process(samples, &output);
  resampler.Finish(&output);
  return output;
}

Result<void> Write(const std::vector<float>& samples, AudioContainer container,
                   const std::string& path) {
  AudioWriter writer(
      {.container = container, .sample_type = SampleType::k16Bit, .path = path, .name = "a clip"});
  SPK_TRY(writer.Open({.sample_rate = kClipRate, .channels = 1, .tags = {}}));
  SPK_TRY(writer.Write(samples));
  return writer.Close();
}

}  // namespace

Result<Excerpt> ReadExcerpt(const std::string& path, double start, double duration) {
  auto reader = AudioReader::Open(path);
  SPK_TRY(reader);
  const bool known = reader->frames() != AudioReader::kUnknownFrames;
  const double length = known ? static_cast<double>(reader->frames()) / reader->sample_rate() : 0;
  if (start < 0) start = std::max(0.0, (length - duration) / 2);
  SPK_TRY(reader->Skip(std::llround(start * reader->sample_rate())));
  auto samples = ReadMono(&*reader, kClipRate, static_cast<size_t>(duration * kClipRate));
  SPK_TRY(samples);
  if (samples->empty()) return Fail(ErrorCode::kInput, "there is nothing where the clip starts");
  return Excerpt{.samples = std::move(*samples), .start = start};
}

// The resampler's pass band ends at 91 % of half its rate, its stop band begins at half its rate.
std::vector<float> LowPassed(std::span<const float> samples, int cutoff) {
  const int rate = 2 * cutoff * 8 / 7;
  auto low = Resampled(Resampled(samples, kClipRate, rate), rate, kClipRate);
  low.resize(samples.size());
  return low;
}

Result<void> WriteClip(const std::vector<float>& samples, const std::string& path) {
  return Write(samples, AudioContainer::kWav, path);
}

Result<std::string> ClipFlac(const std::vector<float>& samples) {
  const ScratchFolder scratch;
  if (!scratch.status()) return tl::make_unexpected(scratch.status().error());
  const std::string path = scratch.path() + "/clip.flac";
  SPK_TRY(Write(samples, AudioContainer::kFlac, path));
  return ReadTextFile(path);
}

}  // namespace spk
