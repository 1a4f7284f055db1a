#pragma once

#include <sndfile.h>

#include <cstdint>

namespace spk {

// What the header of an open file says of the recording's length, whether or not the file has it.
// libsndfile itself silently shortens what is truncated.
struct HeaderLength {
  int64_t frames = 0;       // 0: it does not say
  bool open_ended = false;  // a WAV or RF64 written to a pipe: as long as there are bytes
};

HeaderLength ReadHeaderLength(SNDFILE* file, const SF_INFO& info);

}  // namespace spk
