#pragma once

#include <cstdio>
#include <memory>
#include <vector>

#include "spk/audio.h"

namespace spk {

// Takes a recording, then gives the mean of its channels, once. Between the two it is a file
// without a name in the folder for temporary files, gone whatever happens: memory does not grow
// with the length, and what is timed writes its output as a decoder does.
class MonoFile : public AudioSink, public AudioSource {
 public:
  Result<void> Open(const AudioFormat& format) override;
  Result<void> Write(std::span<const float> interleaved) override;
  Result<void> Close() override;

  int sample_rate() const override { return format_.sample_rate; }
  int channels() const override { return 1; }
  Result<int64_t> Read(std::span<float> samples) override;

 private:
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_{nullptr, std::fclose};
  AudioFormat format_;
  std::vector<float> mono_;
};

}  // namespace spk
