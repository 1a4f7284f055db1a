// What is left out of a step is replaced by noise of the same level, as perceptual noise
// substitution does (Herre & Schulz 1998): where nothing is coded there was seldom nothing.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

namespace spk {

// The levels of noise are sent in the matrix itself: its lowest bins, under 16 Hz, carry no sound.
// In each block of kSteps steps, which begin at multiples of kSteps in the recording, band j has
// its level in bin j / kSteps of step j % kSteps, so that a band follows the one below it. Level v
// = 1 … loudest is an RMS of 3 (v - loudest) dB, of the quantiser's steps; 0 is none.
class NoiseFill {
 public:
  static constexpr int64_t kLevels = 64;  // what counts multiples of it tells of attacks (PreEcho)
  static constexpr int64_t kSteps = 8;
  static constexpr int64_t kBins = 3;                // that carry levels
  static constexpr int64_t kBands = kBins * kSteps;  // a third of an octave each, from kBins on

  // bins: that are coded. loudest: the highest level.
  NoiseFill(int64_t bins, int64_t loudest);

  // Writes into `levels` [K, T] how loud it is where they are zero: `left_out` [K, T] is what they
  // leave of the coefficients, in steps of the quantiser. first: the step of the recording that
  // they begin with. Of a block that is cut off the bands are told whose steps are there.
  void Measure(const torch::Tensor& left_out, torch::Tensor levels, int64_t first) const;

  // The RMS of the noise in each cell, [K, T], in steps of the quantiser: none where there is a
  // coefficient. first: the step of the recording that levels begin with. Of a block whose begin is
  // not there the first bands are none.
  torch::Tensor Amplitudes(const torch::Tensor& levels, int64_t first) const;

 private:
  static constexpr double kDecibels = 3;  // a level

  int64_t loudest_;
  std::vector<int64_t> edges_;  // [kBands + 1], bins
};

}  // namespace spk
