#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "spk/audio.h"

namespace spk {

class AudioDecoder;

// Reads FLAC, MP3 and any file libsndfile knows (WAV, RF64, AIFF, OGG, …) block by block, as float:
// integer formats come out in [-1, 1), float formats as they are. Damage costs what is damaged.
// Move-only.
class AudioReader : public AudioSource {
 public:
  // "-" is the standard input. It and other pipes may hold any format, but all except WAV are
  // copied to a temporary file first. Fails with kInput, and with kOutput where that has no room.
  static Result<AudioReader> Open(const std::string& path);
  AudioReader(AudioReader&&) noexcept;
  AudioReader& operator=(AudioReader&&) noexcept;
  AudioReader(const AudioReader&) = delete;
  AudioReader& operator=(const AudioReader&) = delete;
  ~AudioReader() override;

  int sample_rate() const override;
  int channels() const override;
  // What the header says, or what a truncated file holds; of an MP3 whose header does not say, an
  // estimate; kUnknownFrames where the header leaves the length open.
  int64_t frames() const;
  static constexpr int64_t kUnknownFrames = INT64_MAX;

  // TITLE, ARTIST, ALBUM, DATE, COMMENT, GENRE, TRACKNUMBER, COPYRIGHT, LICENSE and, where a file's
  // tags have names of their own, COMPOSER, PERFORMER, ALBUMARTIST and some more: those that the
  // file has, as often as it has them, in UTF-8.
  const std::vector<Tag>& tags() const;
  // The program that wrote the file, if it says so and is no MP3.
  const std::string& software() const;

  // Fills interleaved frames; the size of the span is a multiple of channels(). Returns how many
  // frames were read: less than asked for only at the end. Fails with kInput if nothing at all can
  // be read, or the system fails to.
  Result<int64_t> Read(std::span<float> interleaved) override;

  // A pipe cannot. Fails as Open does.
  Result<bool> Rewind() override;

  // Passes over frames at the start; what is behind the end is no error. Fails as Read does.
  Result<void> Skip(int64_t frames);

  // At the end: what is not there that the header promises, what was damaged, what was left out.
  std::vector<std::string> Warnings() const;

 private:
  AudioReader(std::string path, int fd, std::unique_ptr<AudioDecoder> decoder);

  std::string path_;
  int fd_;  // the decoder's
  std::unique_ptr<AudioDecoder> decoder_;
};

}  // namespace spk
