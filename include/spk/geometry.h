#pragma once

#include <cstdint>

#include "spk/error.h"

namespace spk {

// What an event matrix of a model stands for in time: all lengths of the codec follow from it.
struct Geometry {
  uint32_t codec_rate = 22050;  // Hz, at which the model runs
  int units = 80;               // N
  int steps = 256;              // T, of every segment but the last
  int hop = 512;                // samples a step at codec_rate
  int loudness_spacing = 64;    // steps a loudness point; 0 = no loudness points

  constexpr double steps_per_second() const { return static_cast<double>(codec_rate) / hop; }
  // Loudness points of a segment of `segment_steps`.
  constexpr int loudness_points(int segment_steps) const {
    return loudness_spacing == 0 ? 0 : (segment_steps + loudness_spacing - 1) / loudness_spacing;
  }
  constexpr int64_t segment_samples() const { return int64_t{steps} * hop; }
  constexpr int64_t loudness_samples() const { return int64_t{loudness_spacing} * hop; }  // a point

  bool operator==(const Geometry&) const = default;
};

// Nothing where all fields are within the format's limits, else kUsage and what is not.
Result<void> Validate(const Geometry& geometry);

}  // namespace spk
