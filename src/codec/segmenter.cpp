#include "codec/segmenter.h"

#include <algorithm>
#include <cassert>

namespace spk {
namespace {

constexpr int64_t kPoints = kSegmentSamples / kLoudnessBlock;  // a segment
constexpr double kSilentSide = 1e-4;                           // of the mid's energy: -40 dB

int64_t CeilDivide(int64_t a, int64_t b) { return (a + b - 1) / b; }

}  // namespace

Segmenter::Segmenter(int channels, int64_t hop, int64_t margin)
    : hop_(hop), margin_(margin), channels_(static_cast<size_t>(channels)) {
  assert(kLoudnessBlock % hop == 0 && margin <= kLoudnessBlock / 2);
}

void Segmenter::Add(std::span<const float> interleaved) {
  const size_t count = channels_.size();
  const size_t frames = interleaved.size() / count;
  for (size_t c = 0; c < count; ++c) {
    Channel& channel = channels_[c];
    const size_t before = channel.samples.size();
    channel.energies.resize(
        static_cast<size_t>(CeilDivide(total_ + static_cast<int64_t>(frames), kSegmentSamples)));
    for (size_t i = 0; i < frames; ++i) {
      const float x = interleaved[i * count + c];
      channel.samples.push_back(x);
      const auto segment = (total_ + static_cast<int64_t>(i)) / kSegmentSamples;
      channel.energies[static_cast<size_t>(segment)] += static_cast<double>(x) * x;
    }
    channel.meter.Add(std::span(channel.samples).subspan(before));
  }
  total_ += static_cast<int64_t>(frames);
}

void Segmenter::Finish() { finished_ = true; }

std::optional<Window> Segmenter::Next() {
  const int64_t start = index_ * kSegmentSamples;
  if (finished_ ? start >= total_ : start + 2 * kSegmentSamples > total_) return std::nullopt;
  Window window;
  window.index = static_cast<uint64_t>(index_);
  window.length = std::min(kSegmentSamples, CeilDivide(total_ - start, hop_) * hop_);
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
  const int64_t start = index_ * kSegmentSamples;
  const int64_t own = CeilDivide(std::min(length, total_ - start), kLoudnessBlock);
  const int64_t before = IsPresent(c, index_ - 1) ? 1 : 0;
  const int64_t after = IsPresent(c, index_ + 1) ? 1 : 0;
  const auto points = channel.meter.Points(index_ * kPoints - before, before + own + after);

  WindowChannel cut{.channel = static_cast<int>(c),
                    .loudness = {points.begin() + before, points.begin() + before + own},
                    .audio = std::vector<float>(static_cast<size_t>(length + 2 * margin_))};
  const int64_t first = std::max<int64_t>(0, start - margin_);
  const int64_t last = std::min(total_, start + length + margin_);
  std::copy(channel.samples.begin() + (first - begin_), channel.samples.begin() + (last - begin_),
            cut.audio.begin() + (first - start + margin_));
  std::vector<float> gain(cut.audio.size());
  LoudnessEnvelope(points, before * kLoudnessBlock - margin_, gain);
  for (size_t i = 0; i < gain.size(); ++i) cut.audio[i] /= gain[i];
  return cut;
}

void Segmenter::Forget() {
  const int64_t keep = std::max<int64_t>(begin_, index_ * kSegmentSamples - margin_);
  for (Channel& channel : channels_) {
    const auto done =
        std::min<int64_t>(keep - begin_, static_cast<int64_t>(channel.samples.size()));
    channel.samples.erase(channel.samples.begin(), channel.samples.begin() + done);
  }
  begin_ = std::min(keep, total_);
}

}  // namespace spk
