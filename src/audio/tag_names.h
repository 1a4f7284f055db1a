#pragma once

#include <sndfile.h>

#include <array>
#include <utility>

namespace spk {

// The tags that libsndfile knows, by their names in Vorbis comments. Not SOFTWARE: that is the
// program that wrote this one file.
inline constexpr std::array<std::pair<const char*, int>, 9> kTagNames = {{
    {"TITLE", SF_STR_TITLE},
    {"ARTIST", SF_STR_ARTIST},
    {"ALBUM", SF_STR_ALBUM},
    {"DATE", SF_STR_DATE},
    {"COMMENT", SF_STR_COMMENT},
    {"GENRE", SF_STR_GENRE},
    {"TRACKNUMBER", SF_STR_TRACKNUMBER},
    {"COPYRIGHT", SF_STR_COPYRIGHT},
    {"LICENSE", SF_STR_LICENSE},
}};

}  // namespace spk
