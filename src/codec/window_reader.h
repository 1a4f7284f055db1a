#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "audio/codec_input.h"
#include "codec/segmenter.h"
#include "spk/error.h"

namespace spk {

// Reads a source as mono, or mid and side, at the codec's rate, window by window.
class WindowReader {
 public:
  // margin, is_noise: as of Segmenter.
  WindowReader(AudioSource* source, int coded_channels, const Geometry& geometry, int margin,
               const NoiseTest& is_noise = {});

  // Of the source, so far.
  uint64_t frames() const { return input_.source_frames(); }
  uint64_t repaired() const { return input_.repaired(); }

  // Nothing at the end. Fails as the source does, and with kInput where it is longer than a file
  // can say.
  Result<std::optional<Window>> Next();

 private:
  Result<void> Read();

  CodecInput input_;
  Segmenter segmenter_;
  std::vector<float> block_;
  bool ended_ = false;
};

}  // namespace spk
