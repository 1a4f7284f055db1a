#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "spk/audio.h"

namespace spk {

// A recording in memory.
class MemorySource : public AudioSource {
 public:
  MemorySource(std::vector<float> samples, int rate, int channels)
      : samples_(std::move(samples)), rate_(rate), channels_(channels) {}

  int sample_rate() const override { return rate_; }
  int channels() const override { return channels_; }
  Result<int64_t> Read(std::span<float> interleaved) override {
    const size_t count = std::min(interleaved.size(), samples_.size() - position_);
    std::copy_n(samples_.begin() + static_cast<int64_t>(position_), count, interleaved.begin());
    position_ += count;
    return static_cast<int64_t>(count) / channels_;
  }

 protected:
  void Restart() { position_ = 0; }

 private:
  std::vector<float> samples_;
  size_t position_ = 0;
  int rate_;
  int channels_;
};

}  // namespace spk
