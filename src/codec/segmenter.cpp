#include "codec/segmenter.h"

#include <algorithm>
#include <cassert>

namespace spk {
namespace {

constexpr double kSilentSide = 1e-4;  // of the mid's energy: -40 dB

int64_t CeilDivide(int64_t a, int64_t b) { return (a + b - 1) / b; }

}  // namespace

Segmenter::Segmenter(int channels, const Geometry& geometry, int margin, const NoiseTest& is_noise)
    : geometry_(geometry),
      segment_(geometry.segment_samples()),
      margin_(int64_t{margin} * geometry.hop),
      channels_(static_cast<size_t>(channels), Channel(geometry.loudness_samples(), is_noise)) {
  assert(margin <= geometry.steps);
  assert(geometry.loudness_spacing == 0 || (geometry.steps % geometry.loudness_spacing == 0 &&
                                            2 * margin <= geometry.loudness_spacing));
}

void Segmenter::Add(std::span<const float> interleaved) {
  const size_t count = channels_.size();
  const size_t frames = interleaved.size() / count;
  for (size_t c = 0; c < count; ++c) {
    Channel& channel = channels_[c];
    const size_t before = channel.samples.size();
    channel.energies.resize(
        static_cast<size_t>(CeilDivide(total_ + static_cast<int64_t>(frames), segment_)));
    for (size_t i = 0; i < frames; ++i) {
      const float x = interleaved[i * count + c];
      channel.samples.push_back(x);
      const auto segment = (total_ + static_cast<int64_t>(i)) / segment_;
      channel.energies[static_cast<size_t>(segment)] += static_cast<double>(x) * x;
    }
    channel.meter.Add(std::span(channel.samples).subspan(before));
  }
  total_ += static_cast<int64_t>(frames);
}

void Segmenter::Finish() { finished_ = true; }

std::optional<Window> Segmenter::Next() {
  const int64_t start = index_ * segment_;
  if (finished_ ? start >= total_ : start + 2 * segment_ > total_) return std::nullopt;
  Window window;
  window.index = static_cast<uint64_t>(index_);
  window.length = std::min(segment_, CeilDivide(total_ - start, geometry_.hop) * geometry_.hop);
  for (size_t c = 0; c < channels_.size(); ++c) {
    if (IsPresent(c, index_)) window.channels.push_back(Cut(c, window.length));
  }
  ++index_;
  Forget();
  return window;
}

bool Segmenter::IsPresent(size_t channel, int64_t segment) const {
  const auto s = static_cast<size_t>(segment);
  if (segment < 0 || s >= channels_[0].energies.size()) return false;
  return channel == 0 || channels_[channel].energies[s] > kSilentSide * channels_[0].energies[s];
}

// Points of the neighbours shape the envelope up to the middle of their first and last block, and
// the margins reach no further.
WindowChannel Segmenter::Cut(size_t c, int64_t length) const {
  const Channel& channel = channels_[c];
  const int64_t start = index_ * segment_;
  const int64_t block = geometry_.loudness_samples();
  const int64_t own = CeilDivide(std::min(length, total_ - start), block);
  const int64_t before = IsPresent(c, index_ - 1) ? 1 : 0;
  const int64_t after = IsPresent(c, index_ + 1) ? 1 : 0;
  const int64_t first_point = index_ * geometry_.loudness_points(geometry_.steps);
  const auto points = channel.meter.Points(first_point - before, before + own + after);

  WindowChannel cut{.channel = static_cast<int>(c),
                    .loudness = {points.begin() + before, points.begin() + before + own},
                    .audio = std::vector<float>(static_cast<size_t>(length + 2 * margin_)),
                    .gain = std::vector<float>(static_cast<size_t>(length + 2 * margin_))};
  const int64_t first = std::max<int64_t>(0, start - margin_);
  const int64_t last = std::min(total_, start + length + margin_);
  std::copy(channel.samples.begin() + (first - begin_), channel.samples.begin() + (last - begin_),
            cut.audio.begin() + (first - start + margin_));
  LoudnessEnvelope(points, before * block - margin_, cut.gain, block);
  for (size_t i = 0; i < cut.gain.size(); ++i) cut.audio[i] /= cut.gain[i];
  return cut;
}

void Segmenter::Forget() {
  const int64_t keep = std::max<int64_t>(begin_, index_ * segment_ - margin_);
  for (Channel& channel : channels_) {
    const auto done =
        std::min<int64_t>(keep - begin_, static_cast<int64_t>(channel.samples.size()));
    channel.samples.erase(channel.samples.begin(), channel.samples.begin() + done);
  }
  begin_ = std::min(keep, total_);
}

}  // namespace spk
