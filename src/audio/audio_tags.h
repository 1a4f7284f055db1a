#pragma once

#include <sndfile.h>

#include <string>
#include <string_view>
#include <vector>

#include "spk/spk_file.h"

namespace spk {

// The program that wrote a file: no tag of the recording, which goes on to other files.
inline constexpr const char* kSoftwareTag = "SOFTWARE";

// "" where the file does not say.
std::string ReadSoftware(SNDFILE* file);

// The tags of an open file that libsndfile knows, but for SOFTWARE. The old formats do not say how
// their text is encoded; what is not UTF-8 is taken for Latin-1. Empty ones are left out.
std::vector<Tag> ReadTags(SNDFILE* file);

// Adds a tag, if there is something in it.
void AddTag(const char* name, std::string_view text, std::vector<Tag>* tags);

// "NAME=VALUE" of FLAC and Ogg, of a name that is known; the same name may come several times.
void AddComment(std::string_view comment, std::vector<Tag>* tags);
// The comments of a packet of Vorbis or Opus, from the vendor's name on.
void AddComments(std::string_view packet, std::vector<Tag>* tags);

// Several tags of one name as one, with "; " in between: for files that hold each name once.
std::vector<Tag> JoinedTags(const std::vector<Tag>& tags);

// Sets those that libsndfile knows, before the first sample is written.
void WriteTags(const std::vector<Tag>& tags, SNDFILE* file);

}  // namespace spk
