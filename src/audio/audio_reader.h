#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "spk/audio.h"

struct sf_private_tag;  // SNDFILE of libsndfile

namespace spk {

// Reads any file libsndfile knows (WAV, RF64, FLAC, AIFF, OGG, MP3, …) block by block, as float:
// integer formats come out in [-1, 1), float formats as they are. Move-only.
class AudioReader : public AudioSource {
 public:
  // "-" is the standard input. It and other pipes may hold any format, but all except WAV are
  // copied to a temporary file first. Fails with kInput.
  static Result<AudioReader> Open(const std::string& path);

  int sample_rate() const override { return sample_rate_; }
  int channels() const override { return channels_; }
  // What the header says, or what a truncated file holds; kUnknownFrames for a WAV that was written
  // to a pipe, its sizes left open, and for FLAC without a length.
  int64_t frames() const { return frames_; }
  static constexpr int64_t kUnknownFrames = INT64_MAX;

  // TITLE, ARTIST, ALBUM, DATE, COMMENT, GENRE, TRACKNUMBER, COPYRIGHT, LICENSE, those that the
  // file has, in UTF-8.
  const std::vector<Tag>& tags() const { return tags_; }

  // Fills interleaved frames; the size of the span is a multiple of channels(). Returns how many
  // frames were read: less than asked for only at the end. Fails with kInput if the data are
  // damaged.
  Result<int64_t> Read(std::span<float> interleaved) override;

  // Frames that the header promises and that were not read: at the end of the recording, what a
  // truncated file lacks. Known for WAV, RF64, W64, AIFF and FLAC (where damage to the last few
  // KiB cannot be told from truncation); 0 for others and where the header leaves the length open.
  int64_t missing_frames() const;

 private:
  struct Close {
    void operator()(sf_private_tag* file) const;
  };
  AudioReader() = default;

  int64_t ReadFile(std::span<float> interleaved);
  void ReadOnAsRaw();
  bool BreaksOff() const;

  std::unique_ptr<sf_private_tag, Close> file_;
  std::vector<Tag> tags_;
  int fd_ = -1;  // of file_, which closes it
  int format_ = 0;
  int sample_rate_ = 0;
  int channels_ = 0;
  int64_t frames_ = 0;
  int64_t promised_frames_ = 0;  // 0: none
  int64_t position_ = 0;         // frames read
  int64_t raw_from_ = 0;         // where ReadOnAsRaw takes over
};

}  // namespace spk
