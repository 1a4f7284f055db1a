#pragma once

#include <cstdint>

namespace spk {

// Frames of a recording at another rate: ceil(frames * to / from), the one rule for lengths. At
// most INT64_MAX. Rates in Hz, over 0.
constexpr int64_t FramesAt(uint64_t frames, uint32_t from, uint32_t to) {
  constexpr uint64_t kMost = INT64_MAX;
  const uint64_t seconds = frames / from;
  const uint64_t rest = frames % from * to;  // of the last second; both factors have 32 bits
  const uint64_t rest_frames = rest / from + (rest % from != 0 ? 1 : 0);
  if (seconds > (kMost - rest_frames) / to) return INT64_MAX;
  return static_cast<int64_t>(seconds * to + rest_frames);
}

}  // namespace spk
