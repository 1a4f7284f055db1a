#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "spk/audio.h"
#include "spk/error.h"

namespace spk {

// What a file says of itself.
struct AudioFacts {
  int sample_rate = 0;
  int channels = 0;
  int64_t frames = INT64_MAX;  // INT64_MAX: not known. Of an MP3 it may be an estimate
  std::vector<Tag> tags;
  std::string software;  // that wrote it, as far as WAV, AIFF, FLAC and Ogg Vorbis say
};

// One kind of audio file, read from its start to its end.
class AudioDecoder {
 public:
  AudioDecoder() = default;
  AudioDecoder(const AudioDecoder&) = delete;
  AudioDecoder(AudioDecoder&&) = delete;
  AudioDecoder& operator=(const AudioDecoder&) = delete;
  AudioDecoder& operator=(AudioDecoder&&) = delete;
  virtual ~AudioDecoder() = default;

  const AudioFacts& facts() const { return facts_; }

  // As AudioReader::Read.
  virtual Result<int64_t> Read(std::span<float> interleaved) = 0;
  // At the end: what is not as the file promised, and what was left out.
  virtual std::vector<std::string> Warnings() const = 0;
  // Passes over frames where that is quicker than reading them; false: read them.
  virtual bool Skip(int64_t /*frames*/) { return false; }

 protected:
  AudioFacts facts_;
};

// What decoders warn of, in the same words.
std::string SecondsText(double seconds);  // "12.3 s"
std::string TruncatedText(
    int64_t frames);                   // frames that the header promises and that are not there
std::string StrayText(int64_t bytes);  // at the end, neither audio nor tags

inline constexpr const char* kBreaksOff = "truncated: it breaks off before its last page";

// Each takes the descriptor, which can be rewound but for libsndfile's of a WAV in a pipe, and
// closes it. Fail with kInput and the reason alone.
Result<std::unique_ptr<AudioDecoder>> OpenFlac(int fd, bool ogg);
Result<std::unique_ptr<AudioDecoder>> OpenMp3(int fd);
Result<std::unique_ptr<AudioDecoder>> OpenWithSndfile(int fd);

}  // namespace spk
