#include <algorithm>
#include <functional>
#include <initializer_list>

#include "bitstream/bit_io.h"
#include "bitstream/chunk.h"
#include "bitstream/crc32.h"
#include "bitstream/end_chunk.h"
#include "bitstream/file_header.h"
#include "bitstream/little_endian.h"
#include "tests/golden/golden_files.h"

namespace spk {
namespace {

// Files here are put together below the writer, which would refuse: 4 units, 4 steps of one sample,
// no loudness points, so that a segment body is: sequence 8, mu 5, count 5, payload.
FileHeader TinyHeader(int channels = 1) {
  FileHeader header;
  header.source_rate = header.codec_rate = 22050;
  header.source_channels = header.coded_channels = channels;
  header.units = header.steps = 4;
  header.hop = 1;
  header.loudness_spacing = 0;
  return header;
}

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Bytes Header(int channels = 1) {
  const auto bytes = EncodeHeader(TinyHeader(channels));
  return {bytes.begin(), bytes.end()};
}

// The header with one field overwritten and its CRC made right again.
Bytes HeaderWith(size_t offset, const Bytes& field) {
  Bytes bytes = Header();
  std::copy(field.begin(), field.end(), bytes.begin() + static_cast<ptrdiff_t>(offset));
  StoreLittleEndian(Crc32(std::span(bytes).first(32)), std::span(bytes).last(4));
  return bytes;
}

// The bytes of a header from the flags on, of a matrix that needs the flag.
Bytes WideHeader(int units, int steps) {
  Bytes fields = Header();
  fields = {fields.begin() + 5, fields.begin() + 24};
  fields[0] = 4;
  StoreLittleEndian(static_cast<uint16_t>(units & 0xFFFF), std::span(fields).subspan(11));
  StoreLittleEndian(static_cast<uint16_t>(steps), std::span(fields).subspan(13));
  fields[18] = static_cast<uint8_t>(units >> 16);
  return fields;
}

using Fields = std::initializer_list<std::pair<uint32_t, int>>;

Bytes Bits(Fields fields) {
  BitWriter writer;
  for (const auto& [value, bits] : fields) writer.Write(value, bits);
  return writer.Finish();
}

enum Type : uint8_t {
  kDense = 0x10,
  kCoo = 0x11,
  kTime = 0x12,
  kUnits = 0x13,
  kSideCoo = 0x15,
  kShortCoo = 0x19,
  kShortSideCoo = 0x1D,
};

Bytes SegmentChunk(uint8_t type, Fields fields) { return EncodeChunk(type, Bits(fields)); }

// A full segment without events.
Bytes Empty(uint32_t sequence, uint8_t type = kCoo) {
  return SegmentChunk(type, {{sequence, 8}, {0, 5}, {0, 5}});
}
Bytes Short(uint32_t sequence, uint32_t steps, uint8_t type = kShortCoo) {
  const int count_bits = std::bit_width(4 * steps);
  return SegmentChunk(type, {{sequence, 8}, {steps - 1, 2}, {0, 5}, {0, count_bits}});
}
// A full segment at index 0 with the given count and payload.
Bytes Payload(uint8_t type, uint32_t count, Fields payload) {
  BitWriter writer;
  for (const auto& [value, bits] : Fields{{0, 8}, {0, 5}, {count, 5}}) writer.Write(value, bits);
  for (const auto& [value, bits] : payload) writer.Write(value, bits);
  return Header() + EncodeChunk(type, writer.Finish());
}

Bytes End(uint64_t frames, uint32_t segments, uint32_t crc = 0) {
  return EncodeChunk(kEndChunk, EncodeEnd({frames, segments, crc}));
}

Bytes WithLength(const Bytes& length_bytes) { return Header() + Bytes{kCoo} + length_bytes; }

Bytes Flipped(Bytes bytes, size_t offset) {
  bytes[offset] ^= 1U;
  return bytes;
}

Bytes Cut(Bytes bytes) {
  bytes.pop_back();
  return bytes;
}

Bytes Text(std::string_view text) { return {text.begin(), text.end()}; }

std::vector<BadFile> BadHeaders() {
  constexpr auto kNotSpk = ErrorCode::kNotSpk;
  constexpr auto kCorrupt = ErrorCode::kCorrupt;
  return {
      {"header-empty", {}, kNotSpk, "empty"},
      {"header-magic", Flipped(Header(), 0), kNotSpk, "not a .spk file"},
      {"header-text", Text("RIFF, say\n"), kNotSpk, "not a .spk file"},
      {"header-version", HeaderWith(4, {2}), kNotSpk, "version 2"},
      {"header-truncated", Cut(Header()), kCorrupt, "truncated"},
      {"header-crc", Flipped(Header(), 35), kCorrupt, "checksum"},
      {"header-flags", HeaderWith(5, {1}), kCorrupt, "no end chunk"},  // family 1, and no more
      {"header-family", HeaderWith(5, {2}), kNotSpk, "flags"},
      {"header-reserved-flag", HeaderWith(5, {0x10}), kNotSpk, "flags"},
      {"header-reserved", HeaderWith(23, {1}), kCorrupt, "flags"},
      {"header-no-source-channel", HeaderWith(6, {0, 1}), kCorrupt, "source channels"},
      {"header-three-source-channels", HeaderWith(6, {3, 1}), kCorrupt, "source channels"},
      {"header-no-coded-channel", HeaderWith(6, {1, 0}), kCorrupt, "number of channels"},
      {"header-more-coded-channels", HeaderWith(6, {1, 2}), kCorrupt, "number of channels"},
      {"header-no-source-rate", HeaderWith(8, {0, 0, 0, 0}), kCorrupt, "source sample rate"},
      {"header-source-rate", HeaderWith(8, {1, 0xB8, 0x0B, 0}), kCorrupt, "source sample rate"},
      {"header-no-codec-rate", HeaderWith(12, {0, 0, 0, 0}), kCorrupt, "codec sample rate"},
      {"header-codec-rate", HeaderWith(12, {1, 0xB8, 0x0B, 0}), kCorrupt, "codec sample rate"},
      {"header-no-units", HeaderWith(16, {0, 0}), kCorrupt, "units"},
      {"header-1025-units", HeaderWith(16, {1, 4}), kCorrupt, "flags"},
      {"header-no-steps", HeaderWith(18, {0, 0}), kCorrupt, "steps"},
      {"header-4097-steps", HeaderWith(18, {1, 16}), kCorrupt, "steps"},
      {"header-cells", HeaderWith(16, {1, 1, 0, 4}), kCorrupt, "flags"},
      {"header-flag-of-wide", HeaderWith(5, {4}), kCorrupt, "flags"},
      {"header-too-many-units", HeaderWith(5, WideHeader(kMaxUnits + 1, 1)), kCorrupt, "units"},
      {"header-too-many-cells", HeaderWith(5, WideHeader(kMaxUnits, 33)), kCorrupt, "segment size"},
      {"header-no-hop", HeaderWith(20, {0, 0}), kCorrupt, "hop"},
  };
}

std::vector<BadFile> BadChunks() {
  constexpr auto kNotSpk = ErrorCode::kNotSpk;
  constexpr auto kCorrupt = ErrorCode::kCorrupt;
  const Bytes tag = EncodeChunk(kTagChunk, Text("A=b"));
  return {
      {"chunk-none", Header(), kCorrupt, "no end chunk"},
      {"chunk-no-end", Header() + Empty(0), kCorrupt, "no end chunk"},
      {"chunk-type-only", Header() + Bytes{kCoo}, kCorrupt, "inside a chunk"},
      {"chunk-cut", Header() + Cut(tag), kCorrupt, "inside a chunk"},
      {"chunk-length-unfinished", WithLength({0x80, 0x80, 0x80, 0x80}), kCorrupt, "length"},
      {"chunk-length-not-minimal", WithLength({0x83, 0x00, 0, 0, 0, 0, 0, 0}), kCorrupt, "length"},
      {"chunk-length-over-limit", WithLength({0x81, 0x80, 0x40}), kCorrupt, "length"},
      {"chunk-crc", Header() + Flipped(tag, tag.size() - 1) + End(0, 0), kCorrupt, "checksum"},
      {"chunk-unknown-type", Header() + EncodeChunk(0x30, {}) + End(0, 0), kNotSpk, "type 48"},
      {"tag-without-equals", Header() + EncodeChunk(kTagChunk, Text("title")), kCorrupt, "NAME"},
      {"tag-without-name", Header() + EncodeChunk(kTagChunk, Text("=x")), kCorrupt, "NAME"},
      {"tag-name-not-ascii", Header() + EncodeChunk(kTagChunk, Text("\xC3\xA9=x")), kCorrupt,
       "NAME"},
      {"end-size", Header() + EncodeChunk(kEndChunk, Bytes(15)), kCorrupt, "wrong size"},
      {"end-impossible-length", Header() + End(kMaxFrames + 1, 0), kCorrupt, "impossible"},
      {"end-segment-count", Header() + Empty(0) + End(4, 2), kCorrupt, "states 2 segments"},
      {"end-too-long", Header() + Empty(0) + End(5, 1), kCorrupt, "asks for 5"},
      {"end-too-short", Header() + Empty(0) + End(3, 1), kCorrupt, "asks for 3"},
      {"end-events-crc", Header() + Empty(0) + End(4, 1, 1), kCorrupt, "all events"},
      {"end-bytes-after", Header() + End(0, 0) + Bytes{0}, kCorrupt, "follow the end"},
  };
}

std::vector<BadFile> BadSegments() {
  constexpr auto kCorrupt = ErrorCode::kCorrupt;
  return {
      {"segment-empty-body", Header() + EncodeChunk(kCoo, {}), kCorrupt, "too short"},
      {"segment-cut-in-count", Header() + EncodeChunk(kCoo, Bytes{0, 0}), kCorrupt, "too short"},
      {"segment-short-not-shorter", Header() + Short(0, 4), kCorrupt, "not shorter"},
      {"segment-missing", Header() + Empty(1), kCorrupt, "missing"},
      {"segment-repeated", Header() + Empty(0) + Empty(0), kCorrupt, "repeats"},
      {"segment-after-short", Header() + Short(0, 1) + Empty(1), kCorrupt, "follows a short"},
      {"segment-side-of-mono", Header() + Empty(0) + Empty(0, kSideCoo), kCorrupt, "side channel"},
      {"segment-side-first", Header(2) + Empty(0, kSideCoo), kCorrupt, "without its mid"},
      {"segment-side-twice", Header(2) + Empty(0) + Empty(0, kSideCoo) + Empty(0, kSideCoo),
       kCorrupt, "repeats"},
      {"segment-side-of-another-index", Header(2) + Empty(0) + Empty(1, kSideCoo), kCorrupt,
       "without its mid"},
      {"segment-side-of-another-length", Header(2) + Short(0, 2) + Short(0, 1, kShortSideCoo),
       kCorrupt, "as long as"},
      {"segment-padding-not-zero", Header() + SegmentChunk(kCoo, {{0, 8}, {0, 5}, {0, 5}, {1, 6}}),
       kCorrupt, "padding"},
      {"segment-extra-byte", Header() + SegmentChunk(kCoo, {{0, 8}, {0, 5}, {0, 5}, {0, 14}}),
       kCorrupt, "padding"},
      {"segment-more-events-than-cells", Payload(kDense, 17, {{0xFFFF, 16}}), kCorrupt,
       "more events"},
      {"payload-missing", Payload(kCoo, 4, {{0x1234, 13}}), kCorrupt, "shorter"},
      {"dense-count", Payload(kDense, 3, {{0x8001, 16}}), kCorrupt, "as many events"},
      {"coo-unsorted", Payload(kCoo, 2, {{1, 2}, {0, 2}, {0, 2}, {3, 2}}), kCorrupt, "unsorted"},
      {"coo-repeated", Payload(kCoo, 2, {{1, 2}, {2, 2}, {1, 2}, {2, 2}}), kCorrupt, "repeated"},
      {"time-pointers-fall", Payload(kTime, 2, {{2, 2}, {1, 2}, {2, 2}, {0, 2}, {1, 2}}), kCorrupt,
       "fall"},
      {"time-pointer-over-count", Payload(kTime, 2, {{0, 2}, {0, 2}, {3, 2}, {0, 2}, {1, 2}}),
       kCorrupt, "exceeds"},
      {"time-unsorted", Payload(kTime, 2, {{2, 2}, {2, 2}, {2, 2}, {1, 2}, {0, 2}}), kCorrupt,
       "unsorted"},
      {"time-repeated", Payload(kTime, 2, {{2, 2}, {2, 2}, {2, 2}, {1, 2}, {1, 2}}), kCorrupt,
       "repeated"},
      {"units-pointers-fall", Payload(kUnits, 2, {{1, 2}, {0, 2}, {2, 2}, {0, 2}, {1, 2}}),
       kCorrupt, "fall"},
      {"units-pointer-over-count", Payload(kUnits, 2, {{0, 2}, {3, 2}, {3, 2}, {0, 2}, {1, 2}}),
       kCorrupt, "exceeds"},
      {"units-unsorted", Payload(kUnits, 2, {{0, 2}, {0, 2}, {0, 2}, {3, 2}, {2, 2}}), kCorrupt,
       "unsorted"},
      {"units-repeated", Payload(kUnits, 2, {{0, 2}, {0, 2}, {0, 2}, {3, 2}, {3, 2}}), kCorrupt,
       "repeated"},
  };
}

Bytes StreamHeader() {
  FileHeader header = TinyHeader();
  header.streams = true;
  const auto bytes = EncodeHeader(header);
  return {bytes.begin(), bytes.end()};
}

// A file whose segment carries `streams`, as bytes behind the padding.
Bytes Streams(const Bytes& streams) {
  return StreamHeader() + EncodeChunk(kCoo, Bits({{0, 8}, {0, 5}, {0, 5}}) + streams);
}

std::vector<BadFile> BadStreams() {
  constexpr auto kCorrupt = ErrorCode::kCorrupt;
  return {
      {"stream-none", Streams({}), kCorrupt, "too short"},
      {"stream-cut", Streams({1, 0x80, 2, 7}), kCorrupt, "longer than its segment"},
      {"stream-length-not-minimal", Streams({1, 0x80, 0x80, 0x00, 0, 0}), kCorrupt,
       "longer than its segment"},
      {"stream-unsorted", Streams({2, 0x81, 1, 7, 0x80, 1, 7}), kCorrupt, "not in order"},
      {"stream-repeated", Streams({2, 0x81, 1, 7, 0x81, 1, 7}), kCorrupt, "not in order"},
      {"stream-unknown-type", Streams({1, 0x7F, 1, 7}), ErrorCode::kNotSpk, "stream type 127"},
      {"stream-padding-before", StreamHeader() + EncodeChunk(kCoo, Bytes{0, 0, 1, 0}), kCorrupt,
       "padding before"},
  };
}

// A file of family 1 with one segment of 8 units, 16 steps: a body is sequence 8, mu 5, count 8
// bits.
Bytes Adaptive(Fields payload, uint32_t count = 1, uint8_t type = kAdaptiveChunk) {
  FileHeader header = TinyHeader();
  header.units = 8;
  header.steps = 16;
  header.packing_family = 1;
  header.model_id = AllGoldenTables()[1].model;
  const auto bytes = EncodeHeader(header);
  BitWriter writer;
  for (const auto& [value, bits] : Fields{{0, 8}, {0, 5}, {count, 8}}) writer.Write(value, bits);
  for (const auto& [value, bits] : payload) writer.Write(value, bits);
  return Bytes(bytes.begin(), bytes.end()) + EncodeChunk(type, writer.Finish());
}

std::vector<BadFile> BadAdaptive() {
  constexpr auto kCorrupt = ErrorCode::kCorrupt;
  constexpr auto kNotSpk = ErrorCode::kNotSpk;
  return {
      {"adaptive-in-family-0", Header() + EncodeChunk(kAdaptiveChunk, Bytes(4)), kNotSpk,
       "type 64"},
      {"adaptive-reserved-bits", Adaptive({}, 0, kAdaptiveChunk | 1), kNotSpk, "type 65"},
      {"adaptive-more-events-than-cells", Adaptive({}, 129), kCorrupt, "more events"},
      {"adaptive-padding", Adaptive({{1, 3}}, 0), kCorrupt, "padding"},
      {"adaptive-zero-behind", Adaptive({{0, 8}}, 0), kCorrupt, "does not end"},
      {"adaptive-byte-behind", Adaptive({{1, 8}}, 0), kCorrupt, "does not end"},
  };
}

// Indices can be out of range only where the dimensions are no powers of two: 3 units, 3 steps.
Bytes OddPayload(uint8_t type, uint32_t count, Fields payload) {
  FileHeader header = TinyHeader();
  header.units = header.steps = 3;
  const auto bytes = EncodeHeader(header);
  BitWriter writer;
  for (const auto& [value, bits] : Fields{{0, 8}, {0, 5}, {count, 4}}) writer.Write(value, bits);
  for (const auto& [value, bits] : payload) writer.Write(value, bits);
  return Bytes(bytes.begin(), bytes.end()) + EncodeChunk(type, writer.Finish());
}

std::vector<BadFile> BadIndices() {
  constexpr auto kCorrupt = ErrorCode::kCorrupt;
  return {
      {"coo-unit-out-of-range", OddPayload(kCoo, 1, {{3, 2}, {0, 2}}), kCorrupt, "range"},
      {"coo-step-out-of-range", OddPayload(kCoo, 1, {{0, 2}, {3, 2}}), kCorrupt, "range"},
      {"time-index-out-of-range", OddPayload(kTime, 1, {{1, 1}, {1, 1}, {3, 2}}), kCorrupt,
       "range"},
      {"units-index-out-of-range", OddPayload(kUnits, 1, {{1, 1}, {1, 1}, {3, 2}}), kCorrupt,
       "range"},
  };
}

}  // namespace

std::vector<BadFile> BadGoldenFiles() {
  std::vector<BadFile> files;
  for (const auto& group :
       {BadHeaders(), BadChunks(), BadSegments(), BadStreams(), BadIndices(), BadAdaptive()}) {
    files.insert(files.end(), group.begin(), group.end());
  }
  return files;
}

}  // namespace spk
