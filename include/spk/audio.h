// Where the codec takes audio from and where it puts it. src/audio reads and writes files; another
// program may bring its own.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "spk/error.h"
#include "spk/spk_file.h"

namespace spk {

// A recording, read front to back. Samples are interleaved, full scale is 1.
class AudioSource {
 public:
  virtual ~AudioSource() = default;

  virtual int sample_rate() const = 0;  // Hz
  virtual int channels() const = 0;
  // Fills frames; the size of the span is a multiple of channels(). Returns how many frames were
  // read: less than asked for only at the end.
  virtual Result<int64_t> Read(std::span<float> interleaved) = 0;
  // Goes back to the start, to be read once more. Whether that can be done.
  virtual Result<bool> Rewind() { return false; }
};

struct AudioFormat {
  int sample_rate = 0;  // Hz
  int channels = 0;
  std::vector<Tag> tags;  // TITLE, ARTIST, …
};

// Takes a recording front to back. Open comes first and once, Close last: what was not closed is
// not whole.
class AudioSink {
 public:
  virtual ~AudioSink() = default;

  virtual Result<void> Open(const AudioFormat& format) = 0;
  virtual Result<void> Write(std::span<const float> interleaved) = 0;
  virtual Result<void> Close() = 0;
};

}  // namespace spk
