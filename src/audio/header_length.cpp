#include "audio/header_length.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>

#include "audio/file_kind.h"

namespace spk {
namespace {

// Bytes of a frame; 0 for coded samples.
int64_t FrameBytes(const SF_INFO& info) {
  switch (info.format & SF_FORMAT_SUBMASK) {
    case SF_FORMAT_PCM_S8:
    case SF_FORMAT_PCM_U8:
    case SF_FORMAT_ULAW:
    case SF_FORMAT_ALAW:
      return info.channels;
    case SF_FORMAT_PCM_16:
      return 2 * int64_t{info.channels};
    case SF_FORMAT_PCM_24:
      return 3 * int64_t{info.channels};
    case SF_FORMAT_PCM_32:
    case SF_FORMAT_FLOAT:
      return 4 * int64_t{info.channels};
    case SF_FORMAT_DOUBLE:
      return 8 * int64_t{info.channels};
    default:
      return 0;
  }
}

struct Logged {
  int64_t number = -1;     // -1: none
  int64_t should_be = -1;  // what the size of the file leaves of it; -1: all
};

// The number after "KEY : " in a line of what libsndfile logs while it reads a header. The log is
// for people, but nothing else tells.
Logged LoggedNumber(SNDFILE* file, std::string_view key) {
  std::array<char, 1 << 14> buffer{};
  sf_command(file, SFC_GET_LOG_INFO, buffer.data(), static_cast<int>(buffer.size()) - 1);
  std::string_view log = buffer.data();
  while (!log.empty()) {
    const size_t end = std::min(log.find('\n'), log.size() - 1);
    std::string_view line = log.substr(0, end);
    log.remove_prefix(end + 1);
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    if (!line.starts_with(key)) continue;
    const size_t colon = line.find_first_not_of(' ', key.size());
    if (colon == std::string_view::npos || line[colon] != ':') continue;
    Logged logged;
    line.remove_prefix(colon + 1);
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    const auto read = std::from_chars(line.data(), line.data() + line.size(), logged.number);
    constexpr std::string_view kShould = " (should be ";
    const std::string_view rest(read.ptr, line.data() + line.size());
    if (rest.starts_with(kShould)) {
      std::from_chars(rest.data() + kShould.size(), rest.data() + rest.size(), logged.should_be);
    }
    return logged;
  }
  return {};
}

Logged Less(Logged logged, int64_t bytes) {
  if (logged.number >= 0) logged.number -= bytes;
  if (logged.should_be >= 0) logged.should_be -= bytes;
  return logged;
}

// The size of the samples in bytes.
Logged DataBytes(SNDFILE* file, const SF_INFO& info) {
  switch (info.format & SF_FORMAT_TYPEMASK) {
    case SF_FORMAT_WAV:
    case SF_FORMAT_WAVEX:
      return LoggedNumber(file, "data");
    case SF_FORMAT_RF64:
      return LoggedNumber(file, "Data size");
    case SF_FORMAT_W64:
      return Less(LoggedNumber(file, "data"), 24);  // the chunk's own header
    case SF_FORMAT_AIFF:
      return Less(LoggedNumber(file, "SSND"), 8);  // offset and block size
    case SF_FORMAT_AU:
      return LoggedNumber(file, "Data Size");
    case SF_FORMAT_CAF:
      return Less(LoggedNumber(file, "data"), 4);  // count of edits
    default:
      return {};
  }
}

// What programs write that do not know how much will follow: ffmpeg 2^32 - 1, others 0, sox and
// arecord something short of, or at, 2^31. In 64 bits, what no disk holds.
bool IsPlaceholder(int64_t bytes, bool wide) {
  if (bytes == 0 || wide) return bytes == 0 || bytes > int64_t{1} << 56;
  return (bytes >= 0x7EFFF000 && bytes <= 0x80000000) || bytes >= 0xFFFFFF00;
}

// Whether chunks begin at `offset` that fill the rest of the file to the byte.
bool ChunksFillTheRest(int fd, int64_t offset, int64_t end) {
  if (offset >= end) return false;
  while (offset + 8 <= end) {
    const std::string head = BytesAt(fd, offset, 8);
    const auto byte = [&](size_t i) { return static_cast<uint8_t>(head[i]); };
    for (size_t i = 0; i < 4; ++i) {
      if (byte(i) < 0x20 || byte(i) > 0x7E) return false;
    }
    const int64_t size = byte(4) | byte(5) << 8 | byte(6) << 16 | int64_t{byte(7)} << 24;
    offset += 8 + size;
    if (offset < end && size % 2 != 0) ++offset;
  }
  return offset == end;
}

}  // namespace

HeaderLength ReadHeaderLength(SNDFILE* file, const SF_INFO& info, int fd) {
  const int type = info.format & SF_FORMAT_TYPEMASK;
  const Logged data = DataBytes(file, info);
  const int64_t frame_bytes = FrameBytes(info);
  if (data.number < 0) return {};
  const bool wide = type == SF_FORMAT_RF64 || type == SF_FORMAT_W64 || type == SF_FORMAT_CAF;
  if (IsPlaceholder(data.number, wide)) {
    const bool can_be_read_on =
        type != SF_FORMAT_AIFF && type != SF_FORMAT_W64 && type != SF_FORMAT_CAF;
    // A recording of no length, with chunks behind it, is not one whose length is open.
    const off_t here = lseek(fd, 0, SEEK_CUR);
    const bool empty = data.number == 0 && here >= 0 && type != SF_FORMAT_AU &&
                       ChunksFillTheRest(fd, here, FileSize(fd));
    return {.open_ended = can_be_read_on && frame_bytes > 0 && !empty};
  }
  if (frame_bytes > 0) return {.frames = data.number / frame_bytes};
  return {.missing_bytes = data.should_be >= 0 ? data.number - data.should_be : 0};
}

int64_t EndOfSamples(int fd, int64_t start) {
  // No more than that of chunks behind the samples is looked for.
  constexpr int64_t kMost = 1 << 20;
  const int64_t end = FileSize(fd);
  const int64_t from = std::max(start, end - kMost);
  const std::string tail = BytesAt(fd, from, static_cast<size_t>(std::max<int64_t>(0, end - from)));
  for (const char* id : {"LIST", "id3 ", "ID3 ", "bext", "cue ", "smpl", "iXML", "_PMX", "JUNK",
                         "junk", "PEAK", "fact", "acid", "inst", "PAD ", "afsp", "DISP"}) {
    for (size_t at = tail.find(id); at != std::string::npos; at = tail.find(id, at + 1)) {
      const int64_t offset = from + static_cast<int64_t>(at);
      if (ChunksFillTheRest(fd, offset, end)) return offset;
    }
  }
  return end;
}

}  // namespace spk
