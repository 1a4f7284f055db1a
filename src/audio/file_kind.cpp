#include "audio/file_kind.h"

#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <utility>

namespace spk {
namespace {

bool HasAt(std::string_view bytes, size_t offset, std::string_view text) {
  return bytes.size() >= offset && bytes.substr(offset).starts_with(text);
}

bool IsMp3Frame(std::string_view bytes) {
  if (bytes.size() < 4) return false;
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(bytes[i]); };
  const bool sync = byte(0) == 0xFF && (byte(1) & 0xE0) == 0xE0;
  const int version = byte(1) >> 3 & 3;
  const int layer = byte(1) >> 1 & 3;
  return sync && version != 1 && layer != 0 && byte(2) >> 4 != 15 && (byte(2) >> 2 & 3) != 3;
}

// What libsndfile tells apart by itself.
bool IsSndfileMagic(std::string_view head) {
  constexpr std::array<std::string_view, 12> kMagics = {"RIFF", "RIFX",     "RF64",    "riff",
                                                        "FORM", ".snd",     "dns.",    "caff",
                                                        "OggS", "Creative", "NIST_1A", "2BIT"};
  return std::ranges::any_of(kMagics, [&](auto magic) { return head.starts_with(magic); });
}

uint32_t BigEndian(std::string_view bytes, int bits) {  // bits of each byte that count
  uint32_t value = 0;
  for (const char c : bytes) value = value << bits | static_cast<uint8_t>(c);
  return value;
}

uint32_t LittleEndian(std::string_view bytes) {
  uint32_t value = 0;
  for (size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<uint8_t>(bytes[i]);
  return value;
}

// The size of the tag that `bytes` begin with; 0 if it is none.
int64_t TagSize(std::string_view bytes) {
  if (HasAt(bytes, 0, "TAG")) return HasAt(bytes, 3, "+") ? 227 : 128;
  if (HasAt(bytes, 0, "ID3") && bytes.size() >= 10) return 10 + BigEndian(bytes.substr(6, 4), 7);
  // The size of APEv2 counts its footer, not its header.
  if (HasAt(bytes, 0, "APETAGEX") && bytes.size() >= 32) {
    return 32 + int64_t{LittleEndian(bytes.substr(12, 4))};
  }
  if (HasAt(bytes, 0, "LYRICSBEGIN")) {
    const size_t end = std::min(bytes.find("LYRICSEND"), bytes.find("LYRICS200"));
    return end == std::string_view::npos ? 0 : static_cast<int64_t>(end) + 9;
  }
  return 0;
}

}  // namespace

FileKind KindOf(std::string_view head, const std::string& path) {
  if (head.starts_with("fLaC")) return FileKind::kFlac;
  constexpr std::string_view kOggFlac =
      "\x7F"
      "FLAC";
  if (HasAt(head, 28, kOggFlac) && head.starts_with("OggS")) return FileKind::kOggFlac;
  if (IsSndfileMagic(head) || !RefusedKind(head).empty()) return FileKind::kOther;
  if (IsMp3Frame(head) || head.starts_with("ID3")) return FileKind::kMp3;
  const std::string suffix = std::filesystem::path(path).extension();
  constexpr std::array kSuffixes = {".mp3", ".mp2", ".mpga"};
  const bool named = std::ranges::any_of(
      kSuffixes, [&](const char* known) { return strcasecmp(suffix.c_str(), known) == 0; });
  return named ? FileKind::kMp3 : FileKind::kOther;
}

std::string RefusedKind(std::string_view head) {
  struct Refused {
    size_t offset;
    std::string_view magic;
    const char* name;
  };
  constexpr std::array kRefused = {Refused{28, "Speex   ", "Ogg Speex"},
                                   Refused{28, "\x80theora", "Ogg Theora video"},
                                   Refused{0, "BW64", "BW64"},
                                   Refused{4, "ftyp", "MPEG-4 audio (M4A, AAC or ALAC)"},
                                   Refused{0, "\x1A\x45\xDF\xA3", "Matroska or WebM"},
                                   Refused{0, "\x30\x26\xB2\x75", "Windows Media audio"},
                                   Refused{0, "MAC ", "Monkey's Audio"},
                                   Refused{0, "wvpk", "WavPack"},
                                   Refused{0, "TTA1", "True Audio"},
                                   Refused{0, "MPCK", "Musepack"},
                                   Refused{0, "MP+", "Musepack"},
                                   Refused{0, "DSD ", "DSD audio"},
                                   Refused{0, "FRM8", "DSD audio"},
                                   Refused{0, "#!AMR", "AMR"},
                                   Refused{0, "ADIF", "AAC"},
                                   Refused{0, "\xFF\xF1", "AAC"},
                                   Refused{0, "\xFF\xF9", "AAC"},
                                   Refused{0, "\x0B\x77", "AC-3"},
                                   Refused{0, "MThd", "MIDI: notes, no sound"}};
  for (const Refused& refused : kRefused) {
    if (HasAt(head, refused.offset, refused.magic)) return refused.name;
  }
  return "";
}

std::string BytesAt(int fd, int64_t offset, size_t size) {
  std::string bytes(size, '\0');
  size_t got = 0;
  while (got < size) {
    const ssize_t read =
        pread(fd, bytes.data() + got, size - got, offset + static_cast<int64_t>(got));
    if (read <= 0) break;
    got += static_cast<size_t>(read);
  }
  bytes.resize(got);
  return bytes;
}

int64_t FileSize(int fd) {
  struct stat status {};
  return fstat(fd, &status) == 0 && S_ISREG(status.st_mode) ? status.st_size : -1;
}

int64_t StrayBytes(int fd, int64_t offset, int64_t end) {
  constexpr int64_t kBlock = 1 << 16;
  int64_t stray = 0;
  while (true) {
    const auto room = static_cast<size_t>(std::clamp<int64_t>(end - offset, 0, kBlock));
    const std::string bytes = BytesAt(fd, offset, room);
    if (bytes.empty()) return stray;
    if (const int64_t tag = TagSize(bytes); tag > 0) {
      offset += tag;
      continue;
    }
    // Up to where the next tag may begin.
    size_t count = 1;
    const std::string_view view = bytes;
    while (count < view.size() && TagSize(view.substr(count, 32)) == 0) ++count;
    const auto last = bytes.begin() + static_cast<ptrdiff_t>(count);
    stray += (last - bytes.begin()) - std::count(bytes.begin(), last, '\0');
    offset += static_cast<int64_t>(count);
  }
}

}  // namespace spk
