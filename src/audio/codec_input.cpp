#include "audio/codec_input.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "audio/frames_at.h"

namespace spk {
namespace {

constexpr size_t kBlockFrames = 1 << 15;

}  // namespace

CodecInput::CodecInput(AudioSource* source, int channels, int sample_rate)
    : source_(source),
      source_channels_(static_cast<size_t>(source->channels())),
      channels_(static_cast<size_t>(channels)),
      sample_rate_(sample_rate),
      resampler_(source->sample_rate(), sample_rate, channels) {
  assert(channels == 1 || source->channels() == 2);
}

Result<int64_t> CodecInput::Read(std::span<float> interleaved) {
  while (ready_.size() < interleaved.size() && !ended_) {
    SPK_TRY(ReadBlock());
  }
  const size_t count = std::min(interleaved.size(), ready_.size());
  const auto end = ready_.begin() + static_cast<int64_t>(count);
  std::copy(ready_.begin(), end, interleaved.begin());
  ready_.erase(ready_.begin(), end);
  const auto frames = static_cast<int64_t>(count / channels_);
  given_ += frames;
  return frames;
}

Result<void> CodecInput::ReadBlock() {
  block_.resize(kBlockFrames * source_channels_);
  const Result<int64_t> frames = source_->Read(block_);
  SPK_TRY(frames);
  block_.resize(static_cast<size_t>(*frames) * source_channels_);
  source_frames_ += static_cast<uint64_t>(*frames);
  ended_ = static_cast<size_t>(*frames) < kBlockFrames;
  Repair();
  Mix();
  resampler_.Process(block_, &ready_);
  if (!ended_) return {};
  resampler_.Finish(&ready_);
  // The resampler rounds the length its own way.
  const int64_t length = FramesAt(source_frames_, static_cast<uint32_t>(source_->sample_rate()),
                                  static_cast<uint32_t>(sample_rate_));
  ready_.resize(static_cast<size_t>(std::max<int64_t>(0, length - given_)) * channels_);
  return {};
}

void CodecInput::Repair() {
  for (float& x : block_) {
    if (std::abs(x) <= 0x1p16F) continue;  // no NaN is
    x = 0;
    ++repaired_;
  }
}

// In place: what is written of a frame has been read.
void CodecInput::Mix() {
  if (source_channels_ == 1) return;
  const size_t frames = block_.size() / source_channels_;
  for (size_t i = 0; i < frames; ++i) {
    const std::span frame = std::span(block_).subspan(i * source_channels_, source_channels_);
    float sum = 0;
    for (const float x : frame) sum += x;
    const float difference = frame[0] - frame[1];
    block_[i * channels_] = sum / static_cast<float>(source_channels_);
    if (channels_ == 2) block_[2 * i + 1] = difference / 2;
  }
  block_.resize(frames * channels_);
}

Result<std::vector<float>> ReadMono(AudioSource* source, int sample_rate, size_t most) {
  CodecInput input(source, /*channels=*/1, sample_rate);
  std::vector<float> samples;
  std::vector<float> block(1 << 14);
  while (samples.size() < most) {
    const auto wanted = std::span(block).first(std::min(block.size(), most - samples.size()));
    const auto count = input.Read(wanted);
    SPK_TRY(count);
    samples.insert(samples.end(), wanted.begin(), wanted.begin() + *count);
    if (static_cast<size_t>(*count) < wanted.size()) break;
  }
  return samples;
}

}  // namespace spk
