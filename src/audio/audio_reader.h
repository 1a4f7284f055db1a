#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "spk/error.h"

struct sf_private_tag;  // SNDFILE of libsndfile

namespace spk {

// Reads any file libsndfile knows (WAV, RF64, FLAC, AIFF, OGG, MP3, …) block by block, as float:
// integer formats come out in [-1, 1), float formats as they are. Move-only.
class AudioReader {
 public:
  // "-" is the standard input. Fails with kInput.
  static Result<AudioReader> Open(const std::string& path);

  int sample_rate() const { return sample_rate_; }
  int channels() const { return channels_; }
  // What the header says; a truncated file has fewer, and a pipe may not know: kUnknownFrames.
  int64_t frames() const { return frames_; }
  static constexpr int64_t kUnknownFrames = INT64_MAX;

  // Fills interleaved frames; the size of the span is a multiple of channels(). Returns how many
  // frames were read: less than asked for only at the end. Fails with kInput if the data are
  // damaged.
  Result<int64_t> Read(std::span<float> interleaved);

 private:
  struct Close {
    void operator()(sf_private_tag* file) const;
  };
  AudioReader() = default;

  std::unique_ptr<sf_private_tag, Close> file_;
  std::string path_;
  int sample_rate_ = 0;
  int channels_ = 0;
  int64_t frames_ = 0;
};

}  // namespace spk
