#include "spk/spk_writer.h"

#include <utility>

#include "bitstream/chunk.h"
#include "bitstream/end_chunk.h"
#include "bitstream/file_header.h"
#include "bitstream/segment_code.h"
#include "bitstream/segment_order.h"
#include "bitstream/tag_chunk.h"

namespace spk {

namespace {

Result<void> CheckLength(const FileHeader& header, size_t bytes, const char* what) {
  if (bytes <= MaxChunkBody(header)) return {};
  return Fail(ErrorCode::kUsage, std::string(what) + " is too long: over " +
                                     std::to_string(MaxChunkBody(header)) + " bytes");
}

Result<void> CheckPacking(Packing packing, int packing_family) {
  if (packing != Packing::kAdaptive || packing_family == 1) return {};
  return Fail(ErrorCode::kUsage, "adaptive coding needs packing family 1");
}

}  // namespace

struct SpkWriter::State {
  std::ostream* out;
  FileHeader header;
  SegmentOrder order;
  std::unique_ptr<const PackingFamily> family;
  uint32_t events_crc = 0;
  uint64_t bytes_written = 0;

  // kUsage where `what` is longer than a chunk can be.
  Result<void> WriteChunk(uint8_t type, std::span<const uint8_t> body, const char* what) {
    SPK_TRY(CheckLength(header, body.size(), what));
    return Write(EncodeChunk(type, body));
  }

  Result<void> Write(std::span<const uint8_t> bytes) {
    out->write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    if (!*out) return Fail(ErrorCode::kOutput, "writing failed");
    bytes_written += bytes.size();
    return {};
  }
};

Result<PackedSegment> PackSegment(const FileHeader& header, const PackingFamily& family,
                                  Segment segment, std::optional<Packing> packing) {
  SPK_TRY(ValidateSegment(header, segment));
  SPK_TRY(CheckPacking(packing.value_or(Packing::kDense), family.number()));
  PackedSegment packed;
  packed.steps = segment.events.steps();
  packed.events = family.Pack(segment.events, packing);
  const auto unpacked = family.Unpack(packed.events, packed.steps);
  if (!unpacked || *unpacked != segment.events) {
    return Fail(ErrorCode::kUnexpected, "packing went wrong: the events do not come back");
  }
  packed.segment = std::move(segment);
  const SegmentCode code = EncodeSegment(header, packed);
  SPK_TRY(CheckLength(header, code.body.size(), "segment"));
  packed.chunk_bytes = EncodeChunk(code.chunk_type, code.body).size();
  return packed;
}

SpkWriter::SpkWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
SpkWriter::SpkWriter(SpkWriter&&) noexcept = default;
SpkWriter& SpkWriter::operator=(SpkWriter&&) noexcept = default;
SpkWriter::~SpkWriter() = default;

Result<SpkWriter> SpkWriter::Create(std::ostream& out, const FileHeader& header,
                                    std::span<const uint8_t> tables) {
  SPK_TRY(Validate(header));
  auto family = MakePackings(header, header.packing_family, tables);
  SPK_TRY(family);
  auto state =
      std::make_unique<State>(State{&out, header, SegmentOrder(header), std::move(*family)});
  SPK_TRY(state->Write(EncodeHeader(header)));
  return SpkWriter(std::move(state));
}

Result<void> SpkWriter::WriteTag(const Tag& tag) {
  return EncodeTag(tag).and_then(
      [&](const std::vector<uint8_t>& body) { return state_->WriteChunk(kTagChunk, body, "tag"); });
}

Result<void> SpkWriter::WriteSegment(const PackedSegment& packed) {
  const Segment& segment = packed.segment;
  const int steps = packed.steps;
  if (segment.events.steps() != steps) {
    return Fail(ErrorCode::kUsage, "segment has no events: it must be unpacked first");
  }
  SPK_TRY(CheckPacking(packed.events.packing, state_->header.packing_family));
  if (auto due = state_->order.Check(segment.index, segment.channel, steps); !due) {
    return Fail(ErrorCode::kUsage,
                "segment " + std::to_string(segment.index) + " " + due.error().message);
  }
  const SegmentCode code = EncodeSegment(state_->header, packed);
  SPK_TRY(state_->WriteChunk(code.chunk_type, code.body, "segment"));
  state_->order.Add(segment.index, segment.channel, steps);
  state_->events_crc = EventsChecksum(segment, state_->events_crc);
  return {};
}

Result<void> SpkWriter::WriteSegment(const Segment& segment, std::optional<Packing> packing) {
  const auto packed = PackSegment(state_->header, *state_->family, segment, packing);
  return packed ? WriteSegment(*packed) : tl::make_unexpected(packed.error());
}

Result<void> SpkWriter::Finish(uint64_t source_frames) {
  if (source_frames > kMaxFrames) return Fail(ErrorCode::kUsage, "recording is too long");
  if (auto length = state_->order.CheckLength(source_frames); !length) {
    return Fail(ErrorCode::kUsage, length.error().message);
  }
  const EndOfFile end{source_frames, state_->order.segments(), state_->events_crc};
  SPK_TRY(state_->Write(EncodeChunk(kEndChunk, EncodeEnd(end))));
  state_->out->flush();
  if (!*state_->out) return Fail(ErrorCode::kOutput, "writing failed");
  return {};
}

uint64_t SpkWriter::bytes_written() const { return state_->bytes_written; }

}  // namespace spk
