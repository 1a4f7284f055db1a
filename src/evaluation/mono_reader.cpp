#include "evaluation/mono_reader.h"

#include <algorithm>
#include <cmath>

namespace spk {
namespace {

constexpr size_t kBlockFrames = 1 << 15;

}  // namespace

MonoReader::MonoReader(AudioSource* source, int sample_rate)
    : source_(source),
      channels_(static_cast<size_t>(source->channels())),
      resampler_(source->sample_rate(), sample_rate, /*channels=*/1) {}

Result<size_t> MonoReader::Read(std::span<float> samples) {
  while (ready_.size() < samples.size() && !ended_) {
    if (const auto read = ReadBlock(); !read) return tl::make_unexpected(read.error());
  }
  const size_t count = std::min(samples.size(), ready_.size());
  const auto end = ready_.begin() + static_cast<int64_t>(count);
  std::copy(ready_.begin(), end, samples.begin());
  ready_.erase(ready_.begin(), end);
  return count;
}

Result<void> MonoReader::ReadBlock() {
  block_.resize(kBlockFrames * channels_);
  const Result<int64_t> frames = source_->Read(block_);
  if (!frames) return tl::make_unexpected(frames.error());
  mono_.assign(static_cast<size_t>(*frames), 0);
  for (size_t i = 0; i < mono_.size() * channels_; ++i) {
    if (std::isfinite(block_[i])) mono_[i / channels_] += block_[i] / static_cast<float>(channels_);
  }
  resampler_.Process(mono_, &ready_);
  ended_ = mono_.size() < kBlockFrames;
  if (ended_) resampler_.Finish(&ready_);
  return {};
}

}  // namespace spk
