// Joins decoded windows to the recording at its own rate.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "audio/block_resampler.h"

namespace spk {

// A decoded channel of a window, with its envelope. The ends that overlap a neighbour are joined
// by a cross-fade over the overlap.
struct RenderedChannel {
  int channel = 0;    // 0 = mono or mid, 1 = side
  int64_t begin = 0;  // sample of the recording at the codec's rate
  std::vector<float> samples;
  bool fade_in = false;  // over the first 2 * half_fade samples
  bool fade_out = false;
};

class Renderer {
 public:
  // Frames of the output from `first` on, of `channels` channels. With two channels 0 and 1 are
  // mid and side. half_fade: half the length of a cross-fade, in samples at the codec's rate.
  Renderer(int codec_rate, int output_rate, int channels, int64_t half_fade, int64_t first);

  // Sample at the codec's rate from which on channels must be added.
  int64_t first_sample() const { return resampler_.first_input_frame(); }

  void Add(const RenderedChannel& rendered);

  // Appends the frames that are settled when nothing will be added before `sample`.
  void TakeUntil(int64_t sample, std::vector<float>* interleaved);

  // Appends all the rest, up to `sample`.
  void Finish(int64_t sample, std::vector<float>* interleaved);

 private:
  int channels_;
  std::vector<float> fade_;  // weights of the first 2 * half_fade samples
  BlockResampler resampler_;
  int64_t begin_;                         // of the sums
  std::vector<std::vector<float>> sums_;  // of the coded channels
  std::vector<float> frames_;
};

}  // namespace spk
