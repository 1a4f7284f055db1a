#pragma once

#include <cstdio>
#include <memory>

#include "spk/audio.h"

namespace spk {

// Takes a recording, then gives it back. Between the two it is a file without a name in the folder
// for temporary files, gone whatever happens: memory does not grow with the length, and what is
// timed writes its output as a decoder does.
class SampleFile : public AudioSink {
 public:
  Result<void> Open(const AudioFormat& format) override;
  Result<void> Write(std::span<const float> interleaved) override;
  Result<void> Close() override;

  // All of it, from its beginning; any number of these, one after the other or at a time, after
  // Close and while the file lives.
  std::unique_ptr<AudioSource> Source() const;

 private:
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_{nullptr, std::fclose};
  AudioFormat format_;
};

}  // namespace spk
