#include "bitstream/segment_streams.h"

#include <algorithm>

#include "bitstream/base128.h"

namespace spk {
namespace {

constexpr uint8_t kFirstSkippableStream = 0x80;
constexpr size_t kMostStreams = 255;

tl::unexpected<Error> Corrupt(const char* reason) { return Fail(ErrorCode::kCorrupt, reason); }

// None of `bytes` is believed before it is there.
Result<std::vector<uint8_t>> ReadBytes(BitReader& reader) {
  std::vector<uint8_t> written;
  do {
    written.push_back(static_cast<uint8_t>(reader.Read(8)));
  } while ((written.back() & 0x80U) != 0 && written.size() < kMaxBase128Bytes);
  const auto length = ParseBase128(written);
  if (!length || length->value > reader.bits_left() / 8) {
    return Corrupt("a stream is longer than its segment");
  }
  std::vector<uint8_t> bytes(length->value);
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(reader.Read(8));
  return bytes;
}

}  // namespace

bool AreValidStreams(const std::vector<SegmentStream>& streams) {
  return streams.size() <= kMostStreams &&
         std::ranges::is_sorted(streams, std::less_equal<>(), &SegmentStream::type);
}

void WriteStreams(const std::vector<SegmentStream>& streams, BitWriter& writer) {
  writer.Align();
  writer.Write(streams.size(), 8);
  for (const SegmentStream& stream : streams) {
    std::vector<uint8_t> head = {stream.type};
    AppendBase128(stream.bytes.size(), &head);
    writer.Append(head, head.size() * 8);
    writer.Append(stream.bytes, stream.bytes.size() * 8);
  }
}

Result<std::vector<SegmentStream>> ReadStreams(BitReader& reader) {
  if (!reader.Align()) return Corrupt("segment has more than zero padding before its streams");
  std::vector<SegmentStream> streams;
  auto left = reader.Read(8);
  if (reader.overrun()) return Corrupt("segment is too short");
  for (; left > 0; --left) {
    const auto type = static_cast<uint8_t>(reader.Read(8));
    auto bytes = ReadBytes(reader);
    SPK_TRY(bytes);
    if (!streams.empty() && streams.back().type >= type) return Corrupt("streams are not in order");
    if (type < kFirstSkippableStream) {
      return Fail(ErrorCode::kNotSpk,
                  "stream type " + std::to_string(type) + " needs a newer version of spk");
    }
    streams.push_back({type, std::move(*bytes)});
  }
  return streams;
}

}  // namespace spk
