#pragma once

#include <sndfile.h>

#include <cstdint>

namespace spk {

// What a header promises, as against what libsndfile makes of it.
struct HeaderLength {
  int64_t frames = 0;         // 0: it promises nothing, or nothing that can be counted in frames
  bool open_ended = false;    // WAV and AU: the size was not known when the header was written
  int64_t missing_bytes = 0;  // of coded samples, whose frames are not known by their bytes
};

// Known for WAV, RF64, W64, AIFF, AU and CAF. `fd` is that of the file, which may be a pipe.
HeaderLength ReadHeaderLength(SNDFILE* file, const SF_INFO& info, int fd);

// The end of the samples that begin at `start` of an open-ended WAV: where chunks begin that fill
// the rest of the file to the byte, else the end of the file.
int64_t EndOfSamples(int fd, int64_t start);

}  // namespace spk
