#include "bitstream/segment_code.h"

#include "bitstream/bit_io.h"
#include "bitstream/chunk.h"
#include "bitstream/segment_streams.h"

namespace spk {
namespace {

constexpr uint8_t kShortFlag = 0x08;
constexpr uint8_t kPackingMask = 0x03;
constexpr int kSequenceBits = 8;
constexpr int kMuBits = 5;
constexpr int kLoudnessBits = 8;

// Width of the count field: ceil(log2(cells + 1)).
int CountBits(const FileHeader& header, int steps) {
  return static_cast<int>(std::bit_width(static_cast<unsigned>(header.units * steps)));
}

int StepsBits(const FileHeader& header) { return CeilLog2(static_cast<uint64_t>(header.steps)); }

Result<SegmentPrefix> ReadPrefix(const FileHeader& header, uint8_t chunk_type, BitReader& reader) {
  SegmentPrefix prefix;
  prefix.channel = (chunk_type & kSideFlag) != 0 ? 1 : 0;
  prefix.steps = header.steps;
  prefix.sequence = static_cast<uint8_t>(reader.Read(kSequenceBits));
  if ((chunk_type & kShortFlag) != 0) {
    prefix.steps = static_cast<int>(reader.Read(StepsBits(header))) + 1;
    if (prefix.steps >= header.steps) {
      return Fail(ErrorCode::kCorrupt, "short segment is not shorter than a full one");
    }
  }
  if (reader.overrun()) return Fail(ErrorCode::kCorrupt, "segment is too short");
  if (prefix.channel >= header.coded_channels) {
    return Fail(ErrorCode::kCorrupt, "segment of a side channel that the header does not have");
  }
  return prefix;
}

}  // namespace

Result<void> ValidateSegment(const FileHeader& header, const Segment& segment) {
  const int steps = segment.events.steps();
  const char* broken = nullptr;
  if (segment.channel < 0 || segment.channel >= header.coded_channels) broken = "channel";
  if (segment.mu < 0 || segment.mu >= 1 << kMuBits) broken = "compression prompt";
  if (segment.events.units() != header.units) broken = "number of units";
  if (steps < 1 || steps > header.steps) broken = "number of steps";
  if (broken == nullptr &&
      segment.loudness.size() != static_cast<size_t>(header.loudness_points(steps))) {
    broken = "number of loudness points";
  }
  if (broken == nullptr && !segment.streams.empty() &&
      !(header.streams && AreValidStreams(segment.streams))) {
    broken = "list of streams";
  }
  if (broken != nullptr) {
    return Fail(ErrorCode::kUsage, std::string("segment's ") + broken + " does not fit the header");
  }
  return {};
}

SegmentCode EncodeSegment(const FileHeader& header, const PackedSegment& packed) {
  const Segment& segment = packed.segment;
  const bool is_short = packed.steps < header.steps;
  SegmentCode code;
  const unsigned kind = packed.events.packing == Packing::kAdaptive
                            ? kAdaptiveChunk
                            : kSegmentChunk | static_cast<unsigned>(packed.events.packing);
  code.chunk_type = static_cast<uint8_t>(kind | (is_short ? kShortFlag : 0U) |
                                         (segment.channel == 1 ? kSideFlag : 0U));
  BitWriter writer;
  writer.Write(segment.index % (1U << kSequenceBits), kSequenceBits);
  if (is_short) writer.Write(static_cast<uint64_t>(packed.steps - 1), StepsBits(header));
  writer.Write(static_cast<uint64_t>(segment.mu), kMuBits);
  writer.Write(packed.events.count, CountBits(header, packed.steps));
  for (const int8_t point : segment.loudness) {
    writer.Write(static_cast<uint8_t>(point), kLoudnessBits);
  }
  if (header.streams) WriteStreams(segment.streams, writer);
  writer.Append(packed.events.bytes, packed.events.bits);
  code.body = writer.Finish();
  return code;
}

Result<SegmentPrefix> DecodeSegmentPrefix(const FileHeader& header, uint8_t chunk_type,
                                          std::span<const uint8_t> body) {
  BitReader reader(body);
  return ReadPrefix(header, chunk_type, reader);
}

Result<PackedSegment> DecodeSegment(const FileHeader& header, uint8_t chunk_type,
                                    std::span<const uint8_t> body) {
  BitReader reader(body);
  const auto prefix = ReadPrefix(header, chunk_type, reader);
  SPK_TRY(prefix);

  PackedSegment packed;
  packed.steps = prefix->steps;
  packed.segment.channel = prefix->channel;
  packed.segment.mu = static_cast<int>(reader.Read(kMuBits));
  packed.events.packing = IsAdaptiveChunk(chunk_type)
                              ? Packing::kAdaptive
                              : static_cast<Packing>(chunk_type & kPackingMask);
  packed.events.count = reader.Read(CountBits(header, prefix->steps));
  for (int i = 0; i < header.loudness_points(prefix->steps); ++i) {
    packed.segment.loudness.push_back(static_cast<int8_t>(reader.Read(kLoudnessBits)));
  }
  if (reader.overrun()) return Fail(ErrorCode::kCorrupt, "segment is too short");
  if (header.streams) {
    auto streams = ReadStreams(reader);
    SPK_TRY(streams);
    packed.segment.streams = std::move(*streams);
  }
  packed.events.bits = reader.bits_left();
  packed.events.bytes = reader.Rest();
  return packed;
}

}  // namespace spk
