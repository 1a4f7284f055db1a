#include "audio/wav_header.h"

#include <strings.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "audio/audio_tags.h"

namespace spk {
namespace {

using Bytes = std::vector<uint8_t>;

constexpr uint32_t kUnknownSize = 0xFFFFFFFF;
constexpr uint32_t kDs64Size = 28;

// RIFF's fields for tags, by the tags' names in Vorbis comments.
constexpr std::array<std::pair<const char*, const char*>, 9> kInfoIds = {{
    {"TITLE", "INAM"},
    {"ARTIST", "IART"},
    {"ALBUM", "IPRD"},
    {"DATE", "ICRD"},
    {"COMMENT", "ICMT"},
    {"GENRE", "IGNR"},
    {"TRACKNUMBER", "ITRK"},
    {"COPYRIGHT", "ICOP"},
    {kSoftwareTag, "ISFT"},
}};

void AppendText(std::string_view text, Bytes* out) {
  for (const char c : text) out->push_back(static_cast<uint8_t>(c));
}

void AppendChunk(const char* id, const Bytes& body, Bytes* out) {
  AppendText(id, out);
  AppendLittleEndian(body.size(), 4, out);
  out->insert(out->end(), body.begin(), body.end());
  if (body.size() % 2 != 0) out->push_back(0);
}

Bytes FormatBody(const AudioFormat& format, int bits) {
  constexpr uint32_t kIntegers = 1;
  constexpr uint32_t kFloats = 3;
  const auto rate = static_cast<uint32_t>(format.sample_rate);
  const auto frame_bytes = static_cast<uint32_t>(format.channels * bits / 8);
  Bytes body;
  AppendLittleEndian(bits == 32 ? kFloats : kIntegers, 2, &body);
  AppendLittleEndian(static_cast<uint32_t>(format.channels), 2, &body);
  AppendLittleEndian(rate, 4, &body);
  AppendLittleEndian(uint64_t{rate} * frame_bytes, 4, &body);
  AppendLittleEndian(frame_bytes, 2, &body);
  AppendLittleEndian(static_cast<uint32_t>(bits), 2, &body);
  if (bits == 32) AppendLittleEndian(0, 2, &body);  // size of an extension: only integers lack it
  return body;
}

// Empty where there is no tag that RIFF knows.
Bytes InfoBody(const std::vector<Tag>& tags) {
  Bytes body;
  for (const Tag& tag : JoinedTags(tags)) {
    const auto* const id = std::find_if(kInfoIds.begin(), kInfoIds.end(), [&](const auto& known) {
      return strcasecmp(known.first, tag.name.c_str()) == 0;
    });
    if (id == kInfoIds.end()) continue;
    if (body.empty()) AppendText("INFO", &body);
    Bytes text(tag.value.begin(), tag.value.end());
    text.push_back(0);
    AppendChunk(id->second, text, &body);
  }
  return body;
}

Bytes Ds64Body(uint64_t riff_size, uint64_t data_bytes, uint64_t frames) {
  Bytes body;
  for (const uint64_t size : {riff_size, data_bytes, frames}) AppendLittleEndian(size, 8, &body);
  AppendLittleEndian(0, 4, &body);  // no sizes of other chunks
  return body;
}

}  // namespace

void AppendLittleEndian(uint64_t value, int bytes, Bytes* out) {
  for (int i = 0; i < bytes; ++i) out->push_back(static_cast<uint8_t>(value >> (8 * i)));
}

Bytes WavHeader(const AudioFormat& format, int bits, std::optional<uint64_t> data_bytes) {
  Bytes chunks;
  AppendChunk("fmt ", FormatBody(format, bits), &chunks);
  if (const Bytes info = InfoBody(format.tags); !info.empty()) AppendChunk("LIST", info, &chunks);
  AppendText("data", &chunks);

  const uint64_t size = data_bytes.value_or(kUnknownSize);
  const uint64_t riff_size = 4 + (8 + kDs64Size) + (chunks.size() + 4) + size + size % 2;
  const bool small = riff_size < kUnknownSize;
  Bytes header;
  AppendText(small || !data_bytes ? "RIFF" : "RF64", &header);
  AppendLittleEndian(small ? riff_size : kUnknownSize, 4, &header);
  AppendText("WAVE", &header);
  if (data_bytes) {
    const uint64_t frames = size / static_cast<uint64_t>(format.channels * bits / 8);
    const Bytes sizes = small ? Bytes(kDs64Size) : Ds64Body(riff_size, size, frames);
    AppendChunk(small ? "JUNK" : "ds64", sizes, &header);
  }
  header.insert(header.end(), chunks.begin(), chunks.end());
  AppendLittleEndian(small ? size : kUnknownSize, 4, &header);
  return header;
}

}  // namespace spk
