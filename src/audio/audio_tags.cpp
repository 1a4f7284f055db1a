#include "audio/audio_tags.h"

#include <strings.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "system/text.h"

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

// More that comments hold.
constexpr std::array kOtherTags = {"COMPOSER", "PERFORMER",  "ALBUMARTIST", "CONDUCTOR",
                                   "ENSEMBLE", "DISCNUMBER", "ISRC",        "ORGANIZATION"};

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
    if (text != nullptr) AddTag(name, text, &tags);
  }
  return tags;
}

std::string ReadSoftware(SNDFILE* file) {
  const char* text = sf_get_string(file, SF_STR_SOFTWARE);
  return text == nullptr ? "" : text;
}

void AddTag(const char* name, std::string_view text, std::vector<Tag>* tags) {
  if (!text.empty()) tags->push_back({name, IsUtf8(text) ? std::string(text) : Latin1ToUtf8(text)});
}

void AddComment(std::string_view comment, std::vector<Tag>* tags) {
  const size_t equals = comment.find('=');
  if (equals == std::string_view::npos) return;
  const std::string name(comment.substr(0, equals));
  const auto same = [&](const char* known) { return strcasecmp(known, name.c_str()) == 0; };
  for (const auto& [known, id] : kTags) {
    if (same(known)) AddTag(known, comment.substr(equals + 1), tags);
  }
  for (const char* known : kOtherTags) {
    if (same(known)) AddTag(known, comment.substr(equals + 1), tags);
  }
}

void AddComments(std::string_view packet, std::vector<Tag>* tags) {
  const auto take = [&](size_t size) {
    const std::string_view taken = packet.substr(0, std::min(size, packet.size()));
    packet.remove_prefix(taken.size());
    return taken;
  };
  const auto number = [&] {
    uint32_t value = 0;
    const std::string_view bytes = take(4);
    for (size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<uint8_t>(bytes[i]);
    return value;
  };
  take(number());  // who wrote it
  for (uint32_t left = number(); left > 0 && !packet.empty(); --left) {
    AddComment(take(number()), tags);
  }
}

std::vector<Tag> JoinedTags(const std::vector<Tag>& tags) {
  std::vector<Tag> joined;
  for (const Tag& tag : tags) {
    const auto same = std::ranges::find_if(joined, [&](const Tag& other) {
      return strcasecmp(other.name.c_str(), tag.name.c_str()) == 0;
    });
    if (same == joined.end()) {
      joined.push_back(tag);
    } else {
      same->value += "; " + tag.value;
    }
  }
  return joined;
}

void WriteTags(const std::vector<Tag>& tags, SNDFILE* file) {
  for (const Tag& tag : JoinedTags(tags)) {
    for (const auto& [name, id] : kTags) {
      if (strcasecmp(name, tag.name.c_str()) == 0) sf_set_string(file, id, tag.value.c_str());
    }
    if (tag.name == kSoftwareTag) sf_set_string(file, SF_STR_SOFTWARE, tag.value.c_str());
  }
}

}  // namespace spk
