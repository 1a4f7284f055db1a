#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "audio/resampler.h"
#include "spk/audio.h"

namespace spk {

// A recording as the codec hears it: the mean of the channels, resampled as the encoder does, zero
// where a sample is not a number.
class MonoReader {
 public:
  MonoReader(AudioSource* source, int sample_rate);

  // Fills `samples`. Returns how many were read: less than asked for only at the end.
  Result<size_t> Read(std::span<float> samples);

 private:
  Result<void> ReadBlock();

  AudioSource* source_;
  size_t channels_;
  Resampler resampler_;
  std::vector<float> block_;
  std::vector<float> mono_;
  std::vector<float> ready_;
  bool ended_ = false;
};

}  // namespace spk
