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

  Result<FileItem> Next();
  // Nothing: the chunk was passed over. A chunk that is merely not due stays where it is, and is
  // accepted at the next call.
  Result<std::optional<FileItem>> Interpret(const Chunk& chunk);
  Result<std::optional<FileItem>> ReadSegment(Chunk chunk);
  Result<std::optional<FileItem>> ReadEnd(const Chunk& chunk);
  // Whether a segment that would leave a gap is alone in that: the next one leaves none without it.
  bool IsStray(const SegmentOrder::Place& place, Chunk* chunk);
  Result<void> CheckTotals(const EndOfFile& end) const;

  ChunkReader chunks;
  FileHeader header;
  SegmentOrder order{header};
  uint64_t good_until = kHeaderBytes;  // the end of the last chunk that was whole
  uint64_t first_wanted = 0;           // segments before this index are passed over
  bool some_passed_over = false;       // so the events of the whole file are not known
  uint32_t whole = 0;                  // segments before the first damage
  bool damaged = false;        // an error was reported: gaps and totals are no news any more
  bool chunk_damaged = false;  // the chunk at the current position is not intact
  bool end_read = false;
  bool at_end = false;
};

namespace {

tl::unexpected<Error> CorruptAt(uint64_t offset, const std::string& reason) {
  return Fail(ErrorCode::kCorrupt, "byte " + std::to_string(offset) + ": " + reason);
}

}  // namespace

Result<std::optional<FileItem>> SpkReader::State::ReadSegment(Chunk chunk) {
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
  const std::string place = "segment " + std::to_string(index) + " ";
  if (auto due = order.Check(index, prefix->channel, prefix->steps); !due && !damaged) {
    return CorruptAt(chunk.offset, place + due.error().message);
  }
  const bool wanted = index >= first_wanted;
  auto coded = wanted ? DecodeSegment(header, chunk.type, chunk.body) : Result<CodedSegment>();
  chunks.Consume(chunk);
  // One that is malformed takes nobody's place.
  if (!coded) return CorruptAt(chunk.offset, place + "is malformed: " + coded.error().message);
  good_until = chunks.offset();
  if (found->late) {
    order.AddLate(index, prefix->channel);
  } else {
    order.Add(index, prefix->channel, prefix->steps);
  }
  if (!wanted) {
    some_passed_over = true;
    return std::nullopt;
  }
  coded->segment.index = index;
  coded->offset = chunk.offset;
  coded->chunk_bytes = chunk.size;
  order.AddEvents(coded->segment);
  return FileItem(std::move(*coded));
}

bool SpkReader::State::IsStray(const SegmentOrder::Place& place, Chunk* chunk) {
  // What is but a little early is in its place when the others have come.
  constexpr uint64_t kEarly = 2;
  if (place.gap <= kEarly) return false;
  const auto next = chunks.After(*chunk);
  *chunk = **chunks.Peek();  // what it had is no longer valid
  if (!next || !IsSegmentChunk(next->first)) return false;
  const auto due = order.PlaceOf(next->second, (next->first & kSideFlag) != 0 ? 1 : 0, 0);
  return due && due->gap == 0 && !due->late;
}

Result<std::optional<FileItem>> SpkReader::State::ReadEnd(const Chunk& chunk) {
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
  if (possible) return FileItem(*end);
  return CorruptAt(chunk.offset, "end chunk states a length that the file cannot hold");
}

Result<void> SpkReader::State::CheckTotals(const EndOfFile& end) const {
  if (end.segments != order.segments()) {
    return Fail(ErrorCode::kCorrupt, "end chunk states " + std::to_string(end.segments) +
                                         " segments where there are " +
                                         std::to_string(order.segments()));
  }
  if (auto length = order.CheckLength(end.source_frames); !length) return length;
  if (!some_passed_over && end.events_crc != order.events_crc()) {
    return Fail(ErrorCode::kCorrupt, "checksum of all events does not match");
  }
  return {};
}

Result<std::optional<FileItem>> SpkReader::State::Interpret(const Chunk& chunk) {
  if (IsSegmentChunk(chunk.type)) return ReadSegment(chunk);
  if (chunk.type == kEndChunk) return ReadEnd(chunk);
  const uint8_t type = chunk.type;
  const uint64_t offset = chunk.offset;
  auto tag = type == kTagChunk ? DecodeTag(chunk.body) : Result<Tag>();
  chunks.Consume(chunk);
  if (!tag) return CorruptAt(offset, tag.error().message);
  if (type >= kFirstSkippableChunk) good_until = chunks.offset();
  if (type == kTagChunk) return FileItem(std::move(*tag));
  if (type >= kFirstSkippableChunk) return std::nullopt;
  return Fail(ErrorCode::kNotSpk, "byte " + std::to_string(offset) + ": chunk type " +
                                      std::to_string(type) + " needs a newer version of spk");
}

Result<FileItem> SpkReader::State::Next() {
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
    if (!item) return tl::make_unexpected(item.error());
    if (*item) return std::move(**item);
  }
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
  if (!header) return tl::make_unexpected(header.error());
  state->header = *header;
  state->order = SegmentOrder(*header);
  return SpkReader(std::move(state));
}

Result<FileItem> SpkReader::Next() {
  auto item = state_->Next();
  if (!item && !std::exchange(state_->damaged, true)) state_->whole = state_->order.segments();
  return item;
}

}  // namespace spk
