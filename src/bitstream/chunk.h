// Chunks, the frame around everything that follows the header: type, length, body, CRC-32.
#pragma once

#include <cstdint>
#include <istream>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "bitstream/base128.h"
#include "spk/error.h"
#include "spk/spk_file.h"

namespace spk {

// Chunk types. 0x00..0x7F must be understood, 0x80..0xFF may be passed over.
inline constexpr uint8_t kSegmentChunk = 0x10;  // | short << 3 | channel << 2 | packing tag
inline constexpr uint8_t kSideFlag = 0x04;      // of a segment chunk: channel 1
// A segment of the adaptive coder, in packing family 1 only: | short << 3 | channel << 2.
inline constexpr uint8_t kAdaptiveChunk = 0x40;
inline constexpr uint8_t kEndChunk = 0x20;
inline constexpr uint8_t kTagChunk = 0x80;
inline constexpr uint8_t kFirstSkippableChunk = 0x80;

inline bool IsAdaptiveChunk(uint8_t type) { return (type & 0xF3U) == kAdaptiveChunk; }
inline bool IsSegmentChunk(uint8_t type, int packing_family) {
  return (type & 0xF0U) == kSegmentChunk || (packing_family == 1 && IsAdaptiveChunk(type));
}

struct Chunk {
  uint8_t type = 0;
  uint64_t offset = 0;  // of the type byte in the file
  size_t size = 0;      // of the whole chunk
  std::span<const uint8_t> body;
};

// The chunk as bytes. body.size() <= kMaxChunkBody.
std::vector<uint8_t> EncodeChunk(uint8_t type, std::span<const uint8_t> body);

class ChunkReader {
 public:
  explicit ChunkReader(std::istream& in) : in_(&in) {}

  // Longer ones are malformed.
  void LimitBody(size_t bytes) { max_body_ = bytes; }
  // A search passes over what claims to be longer: in a packed payload every fiftieth byte looks
  // like the start of a chunk of up to a megabyte, and would be checksummed.
  void LimitSearch(size_t bytes) { max_found_ = bytes; }
  // Which types are known depends on it.
  void ExpectFamily(int packing_family) { packing_family_ = packing_family; }

  // The next `size` bytes, or as many as there are. Valid until the next call of any function.
  std::span<const uint8_t> ReadBytes(size_t size);

  // The chunk at the current position, which stays where it is; nothing at the end of the input.
  // kCorrupt when it is cut off, malformed or fails its CRC. Valid until the next Peek or Resync.
  Result<std::optional<Chunk>> Peek();

  // Type and first byte of the intact chunk that follows `chunk`, the result of the last Peek(),
  // which is no longer valid; nothing if there is none.
  std::optional<std::pair<uint8_t, uint8_t>> After(const Chunk& chunk);

  // Moves behind `chunk`, the result of the last Peek().
  void Consume(const Chunk& chunk);

  // Moves on from a damaged chunk to the next place where an intact one of a known type starts, or
  // to the end of the input. The work is bounded: it checksums at most a small multiple of the
  // bytes read, and gives the rest of the input up when that is spent.
  void Resync();

  uint64_t offset() const { return offset_; }
  // Whether no byte is left.
  bool AtEnd() { return Fill(1) == 0; }
  // Whether reading failed for another reason than the end.
  bool failed() const { return in_->bad(); }

 private:
  // Reads on until `size` bytes from the current position are buffered or the input ends; returns
  // how many are.
  size_t Fill(size_t size);
  std::span<const uint8_t> Buffered() const { return std::span(buffer_).subspan(start_); }
  void Advance(size_t size);
  Result<std::optional<Chunk>> PeekAt(size_t skip);
  bool IntactChunkHere();
  bool IsKnownType(uint8_t type) const;
  // That stands `at` bytes from the current position.
  std::optional<Base128> Length(size_t at) const;

  std::istream* in_;
  size_t max_body_ = kMaxChunkBody;
  size_t max_found_ = kMaxChunkBody;
  int packing_family_ = 0;
  std::vector<uint8_t> buffer_;
  size_t start_ = 0;                            // of the current position in buffer_
  uint64_t offset_ = 0;                         // of the current position in the input
  uint64_t search_budget_ = uint64_t{1} << 24;  // bytes that Resync() may still checksum
};

}  // namespace spk
