#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "audio/resampler.h"
#include "spk/audio.h"

namespace spk {

// A recording as the codec hears it: repaired, mixed and resampled, as long as FramesAt says, to
// the frame. The encoder, the trainer and all who measure or draw listen through it.
//
// Repaired: what is no number, or beyond 2^16, is zero. One NaN would spread over a whole window of
// a network, and what is far beyond full scale swallows the digits of all that is resampled with
// it. Beyond 2^16 is no recording, also where floats hold the range of 16 bits.
class CodecInput : public AudioSource {
 public:
  // channels: 1, the mean of the source's; 2, the mid and the side of a source of two.
  CodecInput(AudioSource* source, int channels, int sample_rate);

  int sample_rate() const override { return sample_rate_; }
  int channels() const override { return static_cast<int>(channels_); }
  Result<int64_t> Read(std::span<float> interleaved) override;

  // Of the source, so far.
  uint64_t source_frames() const { return source_frames_; }
  uint64_t repaired() const { return repaired_; }  // samples

 private:
  Result<void> ReadBlock();
  void Repair();
  void Mix();

  AudioSource* source_;
  size_t source_channels_;
  size_t channels_;
  int sample_rate_;
  Resampler resampler_;
  std::vector<float> block_;  // of the source
  std::vector<float> ready_;
  uint64_t source_frames_ = 0;
  uint64_t repaired_ = 0;
  int64_t given_ = 0;  // frames
  bool ended_ = false;
};

// The mean of the channels at `sample_rate`, and no more than `most` samples of it. Fails as the
// source does.
Result<std::vector<float>> ReadMono(AudioSource* source, int sample_rate, size_t most = SIZE_MAX);

}  // namespace spk
