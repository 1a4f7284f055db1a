#include "codec/trial_decode.h"

#include "audio/loudness.h"
#include "audio/si_snr.h"
#include "codec/render_window.h"

namespace spk {

Result<double> TrialSiSnr(const Model& model, const Window& window, const WindowChannel& channel,
                          const EventMatrix& events, int mu) {
  const ModelFacts& facts = model.facts();
  const int64_t margin = int64_t{facts.encoder_reach} * facts.geometry.hop;
  const int64_t start = static_cast<int64_t>(window.index) * facts.geometry.segment_samples();
  const std::vector<uint8_t> prompts(static_cast<size_t>(events.steps()), static_cast<uint8_t>(mu));
  auto decode = model.Decode(events, prompts, {.steps = facts.default_sampling_steps, .seed = 0},
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
