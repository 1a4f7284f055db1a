#include "audio/block_resampler.h"

#include <algorithm>
#include <cassert>
#include <limits>

#include "audio/frames_at.h"
#include "audio/resampler.h"

namespace spk {
namespace {

constexpr int64_t kBlockSeconds = 8;
constexpr int64_t kMarginSeconds = 1;  // of run-in and run-out: many times the filter's length

int64_t FirstSecond(int64_t block) {
  return std::max<int64_t>(0, block * kBlockSeconds - kMarginSeconds);
}

int64_t EndSecond(int64_t block) { return (block + 1) * kBlockSeconds + kMarginSeconds; }

}  // namespace

BlockResampler::BlockResampler(int input_rate, int output_rate, int channels,
                               int64_t first_output_frame)
    : input_rate_(input_rate),
      output_rate_(output_rate),
      channels_(channels),
      next_output_frame_(first_output_frame),
      block_(first_output_frame / (kBlockSeconds * output_rate)),
      first_input_frame_(FirstSecond(block_) * input_rate),
      window_start_(first_input_frame_) {}

void BlockResampler::Process(std::span<const float> input, std::vector<float>* output) {
  assert(input.size() % static_cast<size_t>(channels_) == 0);
  while (!input.empty()) {
    const int64_t window_frames = EndSecond(block_) * input_rate_ - window_start_;
    const size_t room = static_cast<size_t>(window_frames * channels_) - window_.size();
    const size_t taken = std::min(room, input.size());
    window_.insert(window_.end(), input.begin(), input.begin() + static_cast<ptrdiff_t>(taken));
    input = input.subspan(taken);
    if (taken == room) FinishBlock(std::numeric_limits<int64_t>::max(), output);
  }
}

void BlockResampler::Finish(std::vector<float>* output) {
  const int64_t frames = window_start_ + std::ssize(window_) / channels_;
  const int64_t end = FramesAt(static_cast<uint64_t>(frames), static_cast<uint32_t>(input_rate_),
                               static_cast<uint32_t>(output_rate_));
  while (next_output_frame_ < end) {
    window_.resize(
        static_cast<size_t>((EndSecond(block_) * input_rate_ - window_start_) * channels_));
    FinishBlock(end, output);
  }
}

// Appends the block of a full window, up to output frame `end`, and goes on to the next.
void BlockResampler::FinishBlock(int64_t end, std::vector<float>* output) {
  Resampler resampler(static_cast<double>(input_rate_), static_cast<double>(output_rate_),
                      static_cast<int>(channels_));
  std::vector<float> resampled;
  resampler.Process(window_, &resampled);
  resampler.Finish(&resampled);
  const int64_t start = FirstSecond(block_) * output_rate_;
  const int64_t block_end = std::min(end, (block_ + 1) * kBlockSeconds * output_rate_);
  output->insert(output->end(), resampled.begin() + (next_output_frame_ - start) * channels_,
                 resampled.begin() + (block_end - start) * channels_);
  next_output_frame_ = block_end;

  ++block_;
  const int64_t next_start = FirstSecond(block_) * input_rate_;
  window_.erase(window_.begin(), window_.begin() + (next_start - window_start_) * channels_);
  window_start_ = next_start;
}

}  // namespace spk
