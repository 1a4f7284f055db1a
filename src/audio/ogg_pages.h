#pragma once

#include <string>
#include <vector>

#include "spk/spk_file.h"

namespace spk {

// What libsndfile does not tell of an Ogg file of Vorbis or Opus.
struct OggFacts {
  std::vector<Tag> tags;  // all of them, also several of one name
  bool ended = false;     // whether the last page says that it is the last
  int streams = 0;        // one after the other
};

// Reads the heads of all pages, and what is in the first few.
OggFacts ReadOggFacts(int fd);

}  // namespace spk
