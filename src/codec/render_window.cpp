#include "codec/render_window.h"

#include <algorithm>
#include <cmath>

#include "audio/loudness.h"

namespace spk {
namespace {

Result<RenderedChannel> RenderChannel(const Model& model, const EventChannel& coded, int64_t start,
                                      const Sampling& sampling) {
  const Geometry& geometry = model.facts().geometry;
  const int64_t hop = geometry.hop;
  const int64_t half_fade = HalfFadeSteps(geometry) * hop;
  const int64_t first = start - coded.before * hop;
  auto samples =
      model.Decode(coded.events, coded.mu, sampling, NoisePosition(coded.channel, first));
  SPK_TRY(samples);

  // Beside a neighbour half a cross-fade of it is kept, beside none nothing.
  const int64_t before = std::min(coded.before * hop, half_fade);
  const int64_t after = std::min(coded.after * hop, half_fade);
  const int64_t skip = coded.before * hop - before;
  const int64_t drop = coded.after * hop - after;
  RenderedChannel rendered{.channel = coded.channel,
                           .begin = first + skip,
                           .samples = {samples->begin() + skip, samples->end() - drop},
                           .fade_in = coded.before > 0,
                           .fade_out = coded.after > 0};
  std::vector<float> gain(rendered.samples.size());
  const int64_t block = geometry.loudness_samples();
  LoudnessEnvelope(coded.loudness, coded.loudness_before * block - before, gain, block);
  for (size_t i = 0; i < gain.size(); ++i) rendered.samples[i] *= gain[i];
  return rendered;
}

}  // namespace

int64_t HalfFadeSteps(const Geometry& geometry) {
  return std::max<int64_t>(1, std::llround(0.093 * geometry.steps_per_second()));
}

int64_t NoisePosition(int channel, int64_t sample) { return sample + channel * (int64_t{1} << 60); }

Result<RenderedWindow> RenderWindow(const Model& model, const EventWindow& window,
                                    const Sampling& sampling) {
  const Geometry& geometry = model.facts().geometry;
  const int64_t start = static_cast<int64_t>(window.index) * geometry.segment_samples();
  const int64_t end = start + int64_t{window.steps} * geometry.hop;
  RenderedWindow rendered{
      .settled = end - HalfFadeSteps(geometry) * geometry.hop, .end = end, .channels = {}};
  for (const EventChannel& coded : window.channels) {
    auto channel = RenderChannel(model, coded, start, sampling);
    SPK_TRY(channel);
    rendered.channels.push_back(std::move(*channel));
  }
  return rendered;
}

}  // namespace spk
