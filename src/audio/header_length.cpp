#include "audio/header_length.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

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

// The number after "KEY : " in a line of what libsndfile logs while it reads a header; -1 if none.
// The log is for people, but nothing else tells.
int64_t LoggedNumber(SNDFILE* file, std::string_view key) {
  std::array<char, 1 << 14> buffer{};
  sf_command(file, SFC_GET_LOG_INFO, buffer.data(), static_cast<int>(buffer.size()) - 1);
  std::string_view log = buffer.data();
  while (!log.empty()) {
    const size_t end = std::min(log.find('\n'), log.size() - 1);
    std::string_view line = log.substr(0, end);
    log.remove_prefix(end + 1);
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    if (!line.starts_with(key) || !line.substr(key.size()).starts_with(" : ")) continue;
    int64_t number = -1;
    line.remove_prefix(key.size() + 3);
    std::from_chars(line.data(), line.data() + line.size(), number);
    return number;
  }
  return -1;
}

// The size of the samples in bytes; -1 if it is not known.
int64_t DataBytes(SNDFILE* file, const SF_INFO& info) {
  switch (info.format & SF_FORMAT_TYPEMASK) {
    case SF_FORMAT_WAV:
    case SF_FORMAT_WAVEX:
      return LoggedNumber(file, "data");
    case SF_FORMAT_RF64:
      return LoggedNumber(file, "Data size");
    case SF_FORMAT_W64:
      return LoggedNumber(file, "data") - 24;  // the chunk's own header
    case SF_FORMAT_AIFF:
      return LoggedNumber(file, "SSND") - 8;  // offset and block size
    default:
      return -1;
  }
}

// What programs write that do not know how much will follow: ffmpeg 2^32 - 1, others 0, sox and
// arecord something short of, or at, 2^31. In 64 bits, what no disk holds.
bool IsPlaceholder(int64_t bytes, bool wide) {
  if (bytes == 0 || wide) return bytes == 0 || bytes > int64_t{1} << 56;
  return (bytes >= 0x7EFFF000 && bytes <= 0x80000000) || bytes >= 0xFFFFFF00;
}

}  // namespace

HeaderLength ReadHeaderLength(SNDFILE* file, const SF_INFO& info) {
  const int type = info.format & SF_FORMAT_TYPEMASK;
  if (type == SF_FORMAT_FLAC) return {info.frames == SF_COUNT_MAX ? 0 : info.frames, false};
  const int64_t bytes = DataBytes(file, info);
  const int64_t frame_bytes = FrameBytes(info);
  if (bytes < 0 || frame_bytes == 0) return {};
  const bool wide = type == SF_FORMAT_RF64 || type == SF_FORMAT_W64;
  if (!IsPlaceholder(bytes, wide)) return {bytes / frame_bytes, false};
  return {0, type != SF_FORMAT_AIFF && type != SF_FORMAT_W64};
}

}  // namespace spk
