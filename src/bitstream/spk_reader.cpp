#include "spk/spk_reader.h"

#include <cassert>
#include <utility>

#include "bitstream/chunk.h"
#include "bitstream/end_chunk.h"
#include "bitstream/file_header.h"
#include "bitstream/segment_code.h"
#include "bitstream/segment_order.h"
#include "bitstream/tag_chunk.h"

namespace spk {

struct SpkReader::State {
  explicit State(std::istream& in) : chunks(in) {}

  Result<PackedItem> Next();
  // Nothing: the chunk was passed over. A chunk that is merely not due stays where it is, and is
  // accepted at the next call.
  Result<std::optional<PackedItem>> Interpret(const Chunk& chunk);
  Result<std::optional<PackedItem>> ReadSegment(Chunk chunk);
  Result<std::optional<PackedItem>> ReadEnd(const Chunk& chunk);
  // Whether a segment that would leave a gap is alone in that: the next one leaves none without it.
  bool IsStray(const SegmentOrder::Place& place, Chunk* chunk);
  Result<void> CheckTotals(const EndOfFile& end) const;

  ChunkReader chunks;
  FileHeader header;
  SegmentOrder order{header};
  uint64_t good_until = kHeaderBytes;  // the end of the last chunk that was whole
  uint64_t first_wanted = 0;           // segments before this index are passed over
  uint32_t whole = 0;                  // segments before the first damage
  bool damaged = false;        // an error was reported: gaps and totals are no news any more
  bool chunk_damaged = false;  // the chunk at the current position is not intact
  bool end_read = false;
  bool at_end = false;
};

namespace {

// Of a segment in whatever packing, or of a tag: two bytes a cell are more than coordinates take.
size_t LongestUsualBody(const FileHeader& header) {
  constexpr size_t kBeside = 4096;
  constexpr size_t kWideCells = 1 << 18;
  const size_t cells = static_cast<size_t>(header.units) * static_cast<size_t>(header.steps);
  return (cells > kWideCells ? cells / 8 : 2 * cells) + kBeside;
}

tl::unexpected<Error> CorruptAt(uint64_t offset, const std::string& reason) {
  return Fail(ErrorCode::kCorrupt, "byte " + std::to_string(offset) + ": " + reason);
}

tl::unexpected<Error> MalformedAt(uint64_t offset, uint64_t index, const Error& reason) {
  const char* is = reason.code == ErrorCode::kCorrupt ? " is malformed: " : ": ";
  return Fail(reason.code, "byte " + std::to_string(offset) + ": segment " + std::to_string(index) +
                               is + reason.message);
}

}  // namespace

Result<std::optional<PackedItem>> SpkReader::State::ReadSegment(Chunk chunk) {
  const auto prefix = DecodeSegmentPrefix(header, chunk.type, chunk.body);
  if (!prefix) {
    chunks.Consume(chunk);
    return CorruptAt(chunk.offset, prefix.error().message);
  }
  const uint64_t unread = chunk.offset - good_until;
  auto found = order.PlaceOf(prefix->sequence, prefix->channel, unread);
  if (found && IsStray(*found, &chunk)) found = Fail(ErrorCode::kCorrupt, "a segment out of place");
  if (!found) {
    chunks.Consume(chunk);
    good_until = chunks.offset();
    return CorruptAt(chunk.offset, found.error().message);
  }
  const uint64_t index = found->index;
  if (auto due = order.Check(index, prefix->channel, prefix->steps); !due && !damaged) {
    return CorruptAt(chunk.offset, "segment " + std::to_string(index) + " " + due.error().message);
  }
  const bool wanted = index >= first_wanted;
  auto packed = wanted ? DecodeSegment(header, chunk.type, chunk.body) : Result<PackedSegment>();
  chunks.Consume(chunk);
  // One that is malformed takes nobody's place.
  if (!packed) return MalformedAt(chunk.offset, index, packed.error());
  good_until = chunks.offset();
  if (found->late) {
    order.AddLate(index, prefix->channel);
  } else {
    order.Add(index, prefix->channel, prefix->steps);
  }
  if (!wanted) return std::nullopt;
  packed->segment.index = index;
  packed->offset = chunk.offset;
  packed->chunk_bytes = chunk.size;
  return PackedItem(std::move(*packed));
}

bool SpkReader::State::IsStray(const SegmentOrder::Place& place, Chunk* chunk) {
  // What is but a little early is in its place when the others have come.
  constexpr uint64_t kEarly = 2;
  if (place.gap <= kEarly) return false;
  const auto next = chunks.After(*chunk);
  *chunk = **chunks.Peek();  // what it had is no longer valid
  if (!next || !IsSegmentChunk(next->first, header.packing_family)) return false;
  const auto due = order.PlaceOf(next->second, (next->first & kSideFlag) != 0 ? 1 : 0, 0);
  return due && due->gap == 0 && !due->late;
}

Result<std::optional<PackedItem>> SpkReader::State::ReadEnd(const Chunk& chunk) {
  const auto end = DecodeEnd(chunk.body);
  if (!end) {
    chunks.Consume(chunk);
    return CorruptAt(chunk.offset, end.error().message);
  }
  if (auto totals = CheckTotals(*end); !totals && !damaged) {
    return CorruptAt(chunk.offset, totals.error().message);
  }
  const bool possible = order.MayEndWith(*end, damaged ? whole : 0, chunk.offset - good_until);
  chunks.Consume(chunk);
  end_read = true;
  at_end = chunks.AtEnd();
  if (possible) return PackedItem(*end);
  return CorruptAt(chunk.offset, "end chunk states a length that the file cannot hold");
}

Result<void> SpkReader::State::CheckTotals(const EndOfFile& end) const {
  if (end.segments != order.segments()) {
    return Fail(ErrorCode::kCorrupt, "end chunk states " + std::to_string(end.segments) +
                                         " segments where there are " +
                                         std::to_string(order.segments()));
  }
  return order.CheckLength(end.source_frames);
}

Result<std::optional<PackedItem>> SpkReader::State::Interpret(const Chunk& chunk) {
  if (IsSegmentChunk(chunk.type, header.packing_family)) return ReadSegment(chunk);
  if (chunk.type == kEndChunk) return ReadEnd(chunk);
  const uint8_t type = chunk.type;
  const uint64_t offset = chunk.offset;
  auto tag = type == kTagChunk ? DecodeTag(chunk.body) : Result<Tag>();
  chunks.Consume(chunk);
  if (!tag) return CorruptAt(offset, tag.error().message);
  if (type >= kFirstSkippableChunk) good_until = chunks.offset();
  if (type == kTagChunk) return PackedItem(std::move(*tag));
  if (type >= kFirstSkippableChunk) return std::nullopt;
  return Fail(ErrorCode::kNotSpk, "byte " + std::to_string(offset) + ": chunk type " +
                                      std::to_string(type) + " needs a newer version of spk");
}

Result<PackedItem> SpkReader::State::Next() {
  assert(!at_end);
  if (end_read) {
    at_end = true;
    return CorruptAt(chunks.offset(), "bytes follow the end chunk");
  }
  if (std::exchange(chunk_damaged, false)) chunks.Resync();
  for (;;) {
    const auto chunk = chunks.Peek();
    if (chunks.failed()) {
      at_end = true;
      return Fail(ErrorCode::kInput, "reading failed");
    }
    if (!chunk) {
      chunk_damaged = true;
      return CorruptAt(chunks.offset(), chunk.error().message);
    }
    if (!*chunk) {
      at_end = true;
      return CorruptAt(chunks.offset(), "file is truncated: it has no end chunk");
    }
    auto item = Interpret(**chunk);
    SPK_TRY(item);
    if (*item) return std::move(**item);
  }
}

Result<CodedSegment> UnpackSegment(const PackingFamily& family, PackedSegment packed) {
  auto events = family.Unpack(packed.events, packed.steps);
  if (!events) return MalformedAt(packed.offset, packed.segment.index, events.error());
  CodedSegment coded{.segment = std::move(packed.segment),
                     .packing = packed.events.packing,
                     .payload_bits = packed.events.bits,
                     .event_count = packed.events.count,
                     .offset = packed.offset,
                     .chunk_bytes = packed.chunk_bytes};
  coded.segment.events = std::move(*events);
  return coded;
}

SpkReader::SpkReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
SpkReader::SpkReader(SpkReader&&) noexcept = default;
SpkReader& SpkReader::operator=(SpkReader&&) noexcept = default;
SpkReader::~SpkReader() = default;

const FileHeader& SpkReader::header() const { return state_->header; }
uint64_t SpkReader::offset() const { return state_->chunks.offset(); }
bool SpkReader::at_end() const { return state_->at_end; }
void SpkReader::SkipBefore(uint64_t index) { state_->first_wanted = index; }

Result<SpkReader> SpkReader::Open(std::istream& in) {
  auto state = std::make_unique<State>(in);
  const auto bytes = state->chunks.ReadBytes(kHeaderBytes);
  if (state->chunks.failed()) return Fail(ErrorCode::kInput, "reading failed");
  const auto header = DecodeHeader(bytes);
  SPK_TRY(header);
  state->header = *header;
  state->chunks.LimitBody(MaxChunkBody(*header));
  if (!header->streams) state->chunks.LimitSearch(LongestUsualBody(*header));
  state->chunks.ExpectFamily(header->packing_family);
  state->order = SegmentOrder(*header);
  return SpkReader(std::move(state));
}

Result<PackedItem> SpkReader::Next() {
  auto item = state_->Next();
  if (!item && !std::exchange(state_->damaged, true)) state_->whole = state_->order.segments();
  return item;
}

}  // namespace spk
