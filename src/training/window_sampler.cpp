#include "training/window_sampler.h"

#include <algorithm>
#include <utility>

#include "audio/loudness.h"
#include "training/augment.h"
#include "training/random.h"

namespace spk {
namespace {

// Windows quieter than this against the envelope (RMS 1) hold silence before or after the music.
constexpr double kSilentPower = 1e-3;
constexpr int kTries = 8;

double Power(std::span<const float> x) {
  double energy = 0;
  for (const float sample : x) energy += static_cast<double>(sample) * sample;
  return energy / static_cast<double>(x.size());
}

}  // namespace

void ReadWindow(const Recording& recording, int64_t begin, std::span<float> window) {
  LoudnessEnvelope(recording.loudness, begin, window);
  const auto end = std::clamp<int64_t>(static_cast<int64_t>(recording.samples.size()) - begin, 0,
                                       static_cast<int64_t>(window.size()));
  const auto samples = recording.samples.subspan(static_cast<size_t>(begin));
  for (size_t i = 0; i < static_cast<size_t>(end); ++i) {
    window[i] = static_cast<float>(samples[i]) / 32768 / window[i];
  }
  std::fill(window.begin() + end, window.end(), 0.0F);
}

std::pair<const Recording*, int64_t> Locate(const Corpus& corpus, int64_t position,
                                            int64_t length) {
  for (const Recording& recording : corpus.recordings()) {
    const auto size = static_cast<int64_t>(recording.samples.size());
    if (position < size) {
      return {&recording, std::max<int64_t>(0, std::min(position, size - length))};
    }
    position -= size;
  }
  return {&corpus.recordings().back(), 0};
}

WindowSampler::WindowSampler(std::vector<Source> sources, const Augmentation& augmentation,
                             int sample_rate, uint64_t seed)
    : sources_(std::move(sources)),
      augmentation_(augmentation),
      sample_rate_(sample_rate),
      seed_(seed) {
  for (const Source& source : sources_) total_weight_ += source.weight;
}

const Source& WindowSampler::ChooseSource(double uniform) const {
  double left = uniform * total_weight_;
  for (const Source& source : sources_) {
    left -= source.weight;
    if (left < 0) return source;
  }
  return sources_.back();
}

void WindowSampler::Draw(uint64_t step, uint64_t item, std::span<float> window) const {
  Random random{seed_, step, item};
  const double speed = 1 + random.Uniform(-augmentation_.speed, augmentation_.speed);
  std::vector<float> source_window(SourceLength(window.size(), speed));
  for (int i = 0; i < kTries; ++i) {
    const Corpus& corpus = ChooseSource(random.Uniform()).corpus;
    const auto position = random.Uniform(0, static_cast<double>(corpus.total_samples()));
    const auto [recording, begin] =
        Locate(corpus, static_cast<int64_t>(position), static_cast<int64_t>(source_window.size()));
    ReadWindow(*recording, begin, source_window);
    if (Power(source_window) > kSilentPower) break;
  }
  ChangeSpeed(source_window, speed, window);
  Augment(augmentation_, sample_rate_, &random, window);
}

}  // namespace spk
