#include "audio/audio_tags.h"

#include <strings.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace spk {
namespace {

// By their names in Vorbis comments.
constexpr std::array<std::pair<const char*, int>, 9> kTags = {{
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

// Bytes of the sequence that `first` begins; 0 where none can begin so.
size_t SequenceLength(uint8_t first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  return first >= 0xF0 && first < 0xF5 ? 4 : 0;
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const auto first = static_cast<uint8_t>(text.front());
    const size_t length = SequenceLength(first);
    if (length == 0 || length > text.size()) return false;
    uint32_t code = length == 1 ? first : first & (0x7FU >> length);
    for (const char c : text.substr(1, length - 1)) {
      if ((c & 0xC0) != 0x80) return false;
      code = code << 6 | (c & 0x3F);
    }
    const bool surrogate = code >= 0xD800 && code < 0xE000;
    if (surrogate || (length == 3 && code < 0x800)) return false;
    if (length == 4 && (code < 0x10000 || code > 0x10FFFF)) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string Latin1ToUtf8(std::string_view text) {
  std::string utf8;
  for (const char c : text) {
    const auto code = static_cast<uint8_t>(c);
    if (code < 0x80) {
      utf8 += c;
    } else {
      utf8 += static_cast<char>(0xC0 | code >> 6);
      utf8 += static_cast<char>(0x80 | (code & 0x3F));
    }
  }
  return utf8;
}

}  // namespace

std::vector<Tag> ReadTags(SNDFILE* file) {
  std::vector<Tag> tags;
  for (const auto& [name, id] : kTags) {
    const char* text = sf_get_string(file, id);
    if (text == nullptr || *text == '\0') continue;
    tags.push_back({name, IsUtf8(text) ? text : Latin1ToUtf8(text)});
  }
  return tags;
}

void WriteTags(const std::vector<Tag>& tags, SNDFILE* file) {
  for (const Tag& tag : tags) {
    for (const auto& [name, id] : kTags) {
      if (strcasecmp(name, tag.name.c_str()) == 0) sf_set_string(file, id, tag.value.c_str());
    }
  }
}

}  // namespace spk
