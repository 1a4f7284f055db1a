#include "listening/loudness_match.h"

#include <ebur128.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "listening/clip.h"

namespace spk {
namespace {

constexpr double kTarget = -23;  // LUFS
constexpr double kCeiling = -1;  // dB of full scale

struct Destroy {
  void operator()(ebur128_state* state) const { ebur128_destroy(&state); }
};

double Peak(std::span<const float> samples) {
  float peak = 0;
  for (const float x : samples) peak = std::max(peak, std::abs(x));
  return 20 * std::log10(double{peak});
}

}  // namespace

double Loudness(std::span<const float> samples) {
  const std::unique_ptr<ebur128_state, Destroy> state(ebur128_init(1, kClipRate, EBUR128_MODE_I));
  if (!state) throw std::bad_alloc();
  double loudness = -std::numeric_limits<double>::infinity();
  if (ebur128_add_frames_float(state.get(), samples.data(), samples.size()) == EBUR128_SUCCESS) {
    ebur128_loudness_global(state.get(), &loudness);
  }
  return loudness;
}

Result<void> MatchLoudness(std::vector<Stimulus>* stimuli) {
  double over = 0;  // of the highest peak, dB
  for (Stimulus& stimulus : *stimuli) {
    const double loudness = Loudness(stimulus.samples);
    if (!std::isfinite(loudness)) {
      return Fail(ErrorCode::kInput, stimulus.name + " is silent where the clip is taken");
    }
    stimulus.gain = kTarget - loudness;
    over = std::max(over, Peak(stimulus.samples) + stimulus.gain - kCeiling);
  }
  for (Stimulus& stimulus : *stimuli) {
    stimulus.gain -= over;
    const auto factor = static_cast<float>(std::pow(10, stimulus.gain / 20));
    for (float& x : stimulus.samples) x *= factor;
  }
  return {};
}

}  // namespace spk
