// What is left out of a step is replaced by noise of the same level, as perceptual noise
// substitution does (Herre & Schulz 1998): where nothing is coded there was seldom nothing.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "model/lapped/lapped_config.h"

namespace spk {

// Level v = 1 … `fill_levels` is an RMS of 3 (v - fill_levels) dB, of the quantiser's steps; 0 is
// none. The levels are told in the matrix itself: its lowest bins, under 11 Hz, carry no sound. In
// each block of kSteps steps, which begin at multiples of kSteps in the recording, bin j / kSteps
// of step j % kSteps tells by how much the level of band j is over the one that is expected from
// the band below. Of a block without any noise all that is told is 0; of another what is told of
// band 0 never is: from 0 on it counts from 1.
class NoiseFill {
 public:
  static constexpr int64_t kSteps = 8;
  static constexpr int64_t kBins = 2;  // that carry levels
  static constexpr int64_t kBands = kBins * kSteps;
  // What a cell tells of a level is -kCount / 2 … kCount / 2 - 1; how often kCount is added to that
  // tells of attacks (PreEcho).
  static constexpr int64_t kCount = 64;
  static torch::Tensor Counts(const torch::Tensor& cells) {
    return torch::floor(cells / kCount + 0.5);
  }

  // Of `bins`, `fill_levels` and `fill_usual`.
  explicit NoiseFill(const LappedConfig& config);

  // Tells in `levels` [K, T] how loud it is where they are zero: `left_out` [K, T] is what they
  // leave of the coefficients, in steps of the quantiser. first: the step of the recording that
  // they begin with. Of a block that ends early the bands are told whose steps are there, of one
  // that begins before them none.
  void Measure(const torch::Tensor& left_out, torch::Tensor levels, int64_t first) const;

  // The RMS of the noise in each cell, [K, T], in steps of the quantiser: none where there is a
  // coefficient, or a block whose begin is not there. first: the step of the recording that levels
  // begin with.
  torch::Tensor Amplitudes(const torch::Tensor& levels, int64_t first) const;

 private:
  // below: the level of the band below, if that is told.
  int64_t Expected(int64_t band, std::optional<int64_t> below) const;
  // Of each band of a block.
  std::vector<int64_t> LevelsOf(const torch::Tensor& left_out, const torch::Tensor& levels) const;

  int64_t loudest_;
  std::vector<int64_t> usual_;  // [kBands], levels
  std::vector<int64_t> edges_;  // [kBands + 1], bins
};

}  // namespace spk
