#include "codec/renderer.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace spk {
namespace {

// sin^2: what fades in and what fades out are always 1 together.
std::vector<float> FadeWeights(int64_t length) {
  std::vector<float> weights;
  for (int64_t i = 0; i < length; ++i) {
    const double phase = (static_cast<double>(i) + 0.5) / static_cast<double>(length);
    const double sine = std::sin(std::numbers::pi / 2 * phase);
    weights.push_back(static_cast<float>(sine * sine));
  }
  return weights;
}

}  // namespace

Renderer::Renderer(int codec_rate, int output_rate, int channels, int64_t half_fade, int64_t first)
    : channels_(channels),
      fade_(FadeWeights(2 * half_fade)),
      resampler_(codec_rate, output_rate, channels, first),
      begin_(resampler_.first_input_frame()),
      sums_(static_cast<size_t>(channels)) {}

void Renderer::Add(const RenderedChannel& rendered) {
  std::vector<float>& sum = sums_[static_cast<size_t>(rendered.channel)];
  const auto length = static_cast<int64_t>(rendered.samples.size());
  const int64_t end = rendered.begin + length;
  if (end <= begin_) return;
  sum.resize(std::max(sum.size(), static_cast<size_t>(end - begin_)));
  const int64_t fade = std::min(std::ssize(fade_), length);
  for (int64_t i = std::max<int64_t>(0, begin_ - rendered.begin); i < length; ++i) {
    float x = rendered.samples[static_cast<size_t>(i)];
    if (rendered.fade_in && i < fade) x *= fade_[static_cast<size_t>(i)];
    if (rendered.fade_out && length - 1 - i < fade) x *= fade_[static_cast<size_t>(length - 1 - i)];
    sum[static_cast<size_t>(rendered.begin + i - begin_)] += x;
  }
}

void Renderer::TakeUntil(int64_t sample, std::vector<float>* interleaved) {
  const int64_t count = sample - begin_;
  if (count <= 0) return;
  const auto frames = static_cast<size_t>(count);
  for (auto& sum : sums_) sum.resize(std::max(sum.size(), frames));
  frames_.clear();
  for (size_t i = 0; i < frames; ++i) {
    if (channels_ == 1) {
      frames_.push_back(sums_[0][i]);
    } else {
      frames_.push_back(sums_[0][i] + sums_[1][i]);
      frames_.push_back(sums_[0][i] - sums_[1][i]);
    }
  }
  for (auto& sum : sums_) sum.erase(sum.begin(), sum.begin() + count);
  begin_ = sample;
  resampler_.Process(frames_, interleaved);
}

void Renderer::Finish(int64_t sample, std::vector<float>* interleaved) {
  TakeUntil(sample, interleaved);
  resampler_.Finish(interleaved);
}

}  // namespace spk
