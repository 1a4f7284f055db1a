#include "codec/trial_decode.h"

#include <algorithm>

#include "audio/loudness.h"
#include "audio/si_snr.h"
#include "codec/render_window.h"

namespace spk {
namespace {

// The events of a window without those in front of the recording and behind it: what is heard
// before its first step, and after its last, has no place in a file. There, windows have zeros.
EventMatrix InTheRecording(EventMatrix events, std::span<const float> audio, int margin, int hop) {
  const auto silent = [&](int step) {
    const auto samples = audio.subspan(static_cast<size_t>(step) * static_cast<size_t>(hop),
                                       static_cast<size_t>(hop));
    return std::ranges::all_of(samples, [](float sample) { return sample == 0; });
  };
  for (int step = 0; step < margin; ++step) {
    for (const int outer : {step, events.steps() - 1 - step}) {
      if (silent(outer)) std::ranges::fill(events.Row(outer), 0);
    }
  }
  return events;
}

}  // namespace

Result<double> TrialSiSnr(const Model& model, const Window& window, const WindowChannel& channel,
                          const EventMatrix& events, int mu) {
  const ModelFacts& facts = model.facts();
  const int64_t margin = int64_t{facts.encoder_reach} * facts.geometry.hop;
  const int64_t start = static_cast<int64_t>(window.index) * facts.geometry.segment_samples();
  const std::vector<uint8_t> prompts(static_cast<size_t>(events.steps()), static_cast<uint8_t>(mu));
  const EventMatrix coded =
      InTheRecording(events, channel.audio, facts.encoder_reach, facts.geometry.hop);
  auto decode = model.Decode(coded, prompts, {.steps = facts.default_sampling_steps, .seed = 0},
                             NoisePosition(channel.channel, start - margin));
  SPK_TRY(decode);

  const auto with_envelope = [&](std::span<const float> samples) {
    std::vector<float> own(static_cast<size_t>(window.length));
    LoudnessEnvelope(channel.loudness, 0, own, facts.geometry.loudness_samples());
    for (size_t i = 0; i < own.size(); ++i) own[i] *= samples[static_cast<size_t>(margin) + i];
    return own;
  };
  return SiSnr(with_envelope(channel.audio), with_envelope(*decode));
}

}  // namespace spk
