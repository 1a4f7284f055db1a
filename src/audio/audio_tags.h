#pragma once

#include <sndfile.h>

#include <vector>

#include "spk/spk_file.h"

namespace spk {

// The tags of an open file that libsndfile knows, but not SOFTWARE: that is the program that wrote
// this one file. The old formats do not say how their text is encoded; what is not UTF-8 is taken
// for Latin-1. Empty ones are left out.
std::vector<Tag> ReadTags(SNDFILE* file);

// Sets those that libsndfile knows, before the first sample is written.
void WriteTags(const std::vector<Tag>& tags, SNDFILE* file);

}  // namespace spk
