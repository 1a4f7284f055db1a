#include "spk/spk_writer.h"

#include <utility>

#include "bitstream/chunk.h"
#include "bitstream/end_chunk.h"
#include "bitstream/file_header.h"
#include "bitstream/segment_code.h"
#include "bitstream/segment_order.h"
#include "bitstream/tag_chunk.h"

namespace spk {

struct SpkWriter::State {
  std::ostream* out;
  FileHeader header;
  SegmentOrder order;
  uint64_t bytes_written = 0;

  Result<void> Write(std::span<const uint8_t> bytes) {
    out->write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    if (!*out) return Fail(ErrorCode::kOutput, "writing failed");
    bytes_written += bytes.size();
    return {};
  }
};

SpkWriter::SpkWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
SpkWriter::SpkWriter(SpkWriter&&) noexcept = default;
SpkWriter& SpkWriter::operator=(SpkWriter&&) noexcept = default;
SpkWriter::~SpkWriter() = default;

Result<SpkWriter> SpkWriter::Create(std::ostream& out, const FileHeader& header) {
  if (auto valid = Validate(header); !valid) return tl::make_unexpected(valid.error());
  auto state = std::make_unique<State>(State{&out, header, SegmentOrder(header)});
  if (auto written = state->Write(EncodeHeader(header)); !written) {
    return tl::make_unexpected(written.error());
  }
  return SpkWriter(std::move(state));
}

Result<void> SpkWriter::WriteTag(const Tag& tag) {
  return EncodeTag(tag).and_then([&](const std::vector<uint8_t>& body) {
    return state_->Write(EncodeChunk(kTagChunk, body));
  });
}

Result<void> SpkWriter::WriteSegment(const Segment& segment, std::optional<Packing> packing) {
  if (auto valid = ValidateSegment(state_->header, segment); !valid) return valid;
  const EventMatrix& events = segment.events;
  if (auto due = state_->order.Check(segment.index, segment.channel, events.steps()); !due) {
    return Fail(ErrorCode::kUsage,
                "segment " + std::to_string(segment.index) + " " + due.error().message);
  }
  const Packing chosen =
      packing.value_or(SmallestPacking(events.units(), events.steps(), events.CountEvents()));
  const SegmentCode code = EncodeSegment(state_->header, segment, chosen);
  if (auto written = state_->Write(EncodeChunk(code.chunk_type, code.body)); !written) {
    return written;
  }
  state_->order.Add(segment.index, segment.channel, events.steps());
  state_->order.AddEvents(segment);
  return {};
}

Result<void> SpkWriter::Finish(uint64_t source_frames) {
  if (source_frames > kMaxFrames) return Fail(ErrorCode::kUsage, "recording is too long");
  if (auto length = state_->order.CheckLength(source_frames); !length) {
    return Fail(ErrorCode::kUsage, length.error().message);
  }
  const EndOfFile end{source_frames, state_->order.segments(), state_->order.events_crc()};
  if (auto written = state_->Write(EncodeChunk(kEndChunk, EncodeEnd(end))); !written) {
    return written;
  }
  state_->out->flush();
  if (!*state_->out) return Fail(ErrorCode::kOutput, "writing failed");
  return {};
}

uint64_t SpkWriter::bytes_written() const { return state_->bytes_written; }

}  // namespace spk
