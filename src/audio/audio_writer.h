#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "spk/audio.h"

struct sf_private_tag;  // SNDFILE of libsndfile

namespace spk {

class ByteOutput;

enum class AudioContainer {
  kWav,   // RF64 where RIFF's 4 GiB do not hold it
  kFlac,  // integer samples only
  kRaw,   // interleaved little-endian samples and nothing else
  kAiff,  // 4 GiB at most
  kOgg,   // Vorbis, quality 5 of libvorbis's 10; the sample type says nothing
};
enum class SampleType { k16Bit, k24Bit, kFloat };

struct AudioWriterOptions {
  AudioContainer container = AudioContainer::kWav;
  SampleType sample_type = SampleType::k16Bit;
  std::string path = "-";     // a file, /proc/self/fd/N, a named pipe; "-" is the standard output
  std::string name;           // what messages call it; empty: the path
  std::string software = {};  // that writes it, where its kind has a field for that
};

// kUsage where the options contradict each other: FLAC has no float samples.
Result<void> Validate(const AudioWriterOptions& options);

// Writes audio files.
//
// Integers are the nearest to x * 2^(bits - 1), held at full scale and without dither. Tags go to
// the file as far as its kind has fields for them: see wav_header.cpp and audio_tags.cpp. The
// same audio gives the same bytes, but for the serial number of an Ogg stream.
//
// Where the output cannot be rewound, a WAV header leaves the sizes open, and FLAC, AIFF and Ogg
// appear as a whole when they are closed.
//
// All functions fail with kOutput and the system's reason, Open also with kUsage. The caller
// ignores SIGPIPE, if a closed pipe shall be an error.
class AudioWriter : public AudioSink {
 public:
  explicit AudioWriter(AudioWriterOptions options);
  ~AudioWriter() override;
  AudioWriter(const AudioWriter&) = delete;
  AudioWriter(AudioWriter&&) = delete;
  AudioWriter& operator=(const AudioWriter&) = delete;
  AudioWriter& operator=(AudioWriter&&) = delete;

  Result<void> Open(const AudioFormat& format) override;
  // Any number of whole frames.
  Result<void> Write(std::span<const float> interleaved) override;
  Result<void> Close() override;

  // Samples so far that were beyond full scale. Float samples never are.
  uint64_t clipped() const { return clipped_; }

 private:
  struct CloseHandle {
    void operator()(sf_private_tag* file) const;
  };

  int bits() const;
  void WriteWavHeader(std::optional<uint64_t> data_bytes);
  Result<void> OpenFile(int kind);
  void CloseWav();
  Result<void> CloseFile();
  void WriteFile(std::span<const float> interleaved);
  int32_t Quantize(float x);
  // kOutput where something could not be written so far.
  Result<void> Status() const;

  AudioWriterOptions options_;
  AudioFormat format_;
  uint64_t samples_ = 0;
  uint64_t clipped_ = 0;
  bool rewritable_ = false;
  std::unique_ptr<ByteOutput> output_;
  std::unique_ptr<ByteOutput> spool_;                  // takes what output_ cannot: see above
  std::unique_ptr<sf_private_tag, CloseHandle> file_;  // null for WAV and raw samples
};

}  // namespace spk
