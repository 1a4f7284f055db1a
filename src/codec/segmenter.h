// Cuts a recording at the codec's rate into the windows that the encoder sees.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "audio/loudness.h"
#include "spk/geometry.h"

namespace spk {

struct WindowChannel {
  int channel = 0;               // 0 = mono or mid, 1 = side
  std::vector<int8_t> loudness;  // the segment's points
  std::vector<float> audio;      // divided by the envelope, `margin` samples more on each side
  std::vector<float> gain;       // the envelope at each of them
};

struct Window {
  uint64_t index = 0;  // of the segment
  int64_t length = 0;  // of the segment in samples, whole steps
  std::vector<WindowChannel> channels;
};

// Windows come out in order, each as soon as the segment after it is known. Outside the recording
// there are zeros. A side channel is left out of the segments where it is 40 dB or more under the
// mid; its envelope is constant beyond the last segment that has it (see LoudnessEnvelope).
class Segmenter {
 public:
  // margin: steps, no more than a segment's and, where there are loudness points, half of one's.
  // A segment's steps are whole loudness points. is_noise: as of LoudnessMeter.
  Segmenter(int channels, const Geometry& geometry, int margin, const NoiseTest& is_noise = {});

  void Add(std::span<const float> interleaved);
  void Finish();                 // nothing is added after it
  std::optional<Window> Next();  // nothing: more is needed, or after Finish all is done

 private:
  struct Channel {
    Channel(int64_t loudness_block, const NoiseTest& is_noise) : meter(loudness_block, is_noise) {}

    std::vector<float> samples;  // from begin_ on
    LoudnessMeter meter;
    std::vector<double> energies;  // of the segments
  };

  bool IsPresent(size_t channel, int64_t segment) const;
  WindowChannel Cut(size_t channel, int64_t length) const;
  void Forget();

  Geometry geometry_;
  int64_t segment_;  // samples
  int64_t margin_;   // samples
  int64_t index_ = 0;
  int64_t begin_ = 0;  // of the samples that are kept
  int64_t total_ = 0;  // added so far, frames
  bool finished_ = false;
  std::vector<Channel> channels_;
};

}  // namespace spk
