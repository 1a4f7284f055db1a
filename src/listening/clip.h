// What listeners hear: mono at 48 kHz.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "spk/error.h"

namespace spk {

inline constexpr int kClipRate = 48000;

struct Excerpt {
  std::vector<float> samples;
  double start = 0;  // seconds
};

// The mean of the channels of a recording, `duration` seconds of it from `start` on, or less where
// it ends; a negative start takes them from the middle. Fails with kInput, also where nothing is
// there.
Result<Excerpt> ReadExcerpt(const std::string& path, double start, double duration);

// The same below so many Hz alone, of the same length: flat within 0.1 dB up to there, nothing left
// from 8/7 of it on, as BS.1534-3 (5.1) has its anchors of 3500 and 7000 Hz.
std::vector<float> LowPassed(std::span<const float> samples, int cutoff);

// As a WAV of 16 bits. Fails with kOutput.
Result<void> WriteClip(const std::vector<float>& samples, const std::string& path);

// The bytes of a FLAC of 16 bits. Fails with kOutput.
Result<std::string> ClipFlac(const std::vector<float>& samples);

}  // namespace spk
