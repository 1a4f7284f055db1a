#include "codec/round_trip.h"

#include <algorithm>

#include "codec/pipeline.h"
#include "codec/window_reader.h"

namespace spk {
namespace {

int MarginOf(const BaselineFacts& facts) {
  return std::min(facts.reach, facts.geometry.loudness_spacing / 2);
}

// The samples of the segment, its envelope in them.
Result<std::vector<float>> Render(const Baseline& model, const Window& window,
                                  const Sampling& sampling) {
  const Geometry& geometry = model.facts().geometry;
  const int64_t margin = int64_t{MarginOf(model.facts())} * geometry.hop;
  const int64_t start = static_cast<int64_t>(window.index) * geometry.segment_samples();
  const WindowChannel& mono = window.channels.front();
  const auto decoded = model.Reconstruct(mono.audio, sampling, start - margin);
  SPK_TRY(decoded);
  std::vector<float> samples(static_cast<size_t>(window.length));
  for (size_t i = 0; i < samples.size(); ++i) {
    const size_t place = static_cast<size_t>(margin) + i;
    samples[i] = (*decoded)[place] * mono.gain[place];
  }
  return samples;
}

}  // namespace

Result<void> RoundTrip(const Baseline& model, AudioSource& source, AudioSink& sink,
                       const RoundTripOptions& options) {
  const BaselineFacts& facts = model.facts();
  if (options.sampling.steps > 0 && !facts.generates) {
    return Fail(ErrorCode::kUsage, "the model has no generator: only 0 steps can be decoded");
  }
  const auto rate = static_cast<int>(facts.geometry.codec_rate);
  WindowReader reader(&source, /*coded_channels=*/1, facts.geometry, MarginOf(facts));
  SPK_TRY(sink.Open({.sample_rate = rate, .channels = 1, .tags = {}}));
  int64_t written = 0;
  const auto write = [&](const std::vector<float>& samples) -> Result<void> {
    SPK_TRY(sink.Write(samples));
    written += std::ssize(samples);
    if (options.progress && !options.progress(static_cast<double>(written) / rate)) {
      return Fail(ErrorCode::kCancelled, "interrupted");
    }
    return {};
  };
  using Samples = std::vector<float>;
  Pipeline pipeline(options.threads);
  SPK_TRY(pipeline.Run(pipeline.Source<Window>([&] {
    return reader.Next();
  }) & pipeline.Each<Window, Samples>([&](const Window& window) {
    return Render(model, window, options.sampling);
  }) & pipeline.Sink<Samples>(write)));
  return sink.Close();
}

}  // namespace spk
