#include "bitstream/chunk.h"

#include <algorithm>
#include <cassert>

#include "bitstream/base128.h"
#include "bitstream/crc32.h"
#include "bitstream/little_endian.h"
#include "spk/spk_file.h"

namespace spk {
namespace {

constexpr size_t kReadBlock = size_t{1} << 16;
constexpr size_t kCrcBytes = 4;
// Bytes that Resync() may checksum for each byte of input.
constexpr uint64_t kSearchFactor = 16;

tl::unexpected<Error> Corrupt(const char* reason) { return Fail(ErrorCode::kCorrupt, reason); }

}  // namespace

std::vector<uint8_t> EncodeChunk(uint8_t type, std::span<const uint8_t> body) {
  assert(body.size() <= kMaxChunkBody);
  std::vector<uint8_t> bytes = {type};
  AppendBase128(body.size(), &bytes);
  bytes.insert(bytes.end(), body.begin(), body.end());
  const uint32_t crc = Crc32(bytes);
  bytes.resize(bytes.size() + kCrcBytes);
  StoreLittleEndian(crc, std::span(bytes).last(kCrcBytes));
  return bytes;
}

size_t ChunkReader::Fill(size_t size) {
  while (Buffered().size() < size && in_->good()) {
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<ptrdiff_t>(start_));
    start_ = 0;
    const size_t used = buffer_.size();
    buffer_.resize(used + kReadBlock);
    in_->read(reinterpret_cast<char*>(buffer_.data() + used), kReadBlock);
    const auto got = static_cast<size_t>(in_->gcount());
    buffer_.resize(used + got);
    search_budget_ += kSearchFactor * got;
  }
  return std::min(size, Buffered().size());
}

void ChunkReader::Advance(size_t size) {
  start_ += size;
  offset_ += size;
}

std::span<const uint8_t> ChunkReader::ReadBytes(size_t size) {
  const size_t available = Fill(size);
  const auto bytes = Buffered().first(available);
  Advance(available);
  return bytes;
}

std::optional<Base128> ChunkReader::Length(size_t at) const {
  const auto length = ParseBase128(Buffered().subspan(at));
  return length && length->value <= max_body_ ? length : std::nullopt;
}

Result<std::optional<Chunk>> ChunkReader::Peek() { return PeekAt(0); }

std::optional<std::pair<uint8_t, uint8_t>> ChunkReader::After(const Chunk& chunk) {
  const auto next = PeekAt(chunk.size);
  if (!next || !*next || (*next)->body.empty()) return std::nullopt;
  return std::pair((*next)->type, (*next)->body[0]);
}

Result<std::optional<Chunk>> ChunkReader::PeekAt(size_t skip) {
  const size_t filled = Fill(skip + 1 + kMaxBase128Bytes);
  const size_t head = filled - std::min(filled, skip);
  if (head == 0) return std::nullopt;
  const auto length = Length(skip + 1);
  if (!length) {
    return head <= kMaxBase128Bytes ? Corrupt("file ends inside a chunk")
                                    : Corrupt("chunk length is malformed");
  }
  const size_t size = 1 + length->bytes + length->value + kCrcBytes;
  if (Fill(skip + size) < skip + size) return Corrupt("file ends inside a chunk");
  const auto bytes = Buffered().subspan(skip, size);
  const auto crc = LoadLittleEndian<uint32_t>(bytes.last(kCrcBytes));
  if (Crc32(bytes.first(size - kCrcBytes)) != crc) return Corrupt("checksum does not match");
  return Chunk{bytes[0], offset_ + skip, size, bytes.subspan(1 + length->bytes, length->value)};
}

void ChunkReader::Consume(const Chunk& chunk) { Advance(chunk.size); }

bool ChunkReader::IsKnownType(uint8_t type) const {
  return IsSegmentChunk(type, packing_family_) || type == kEndChunk || type == kTagChunk;
}

bool ChunkReader::IntactChunkHere() {
  const size_t head = Fill(1 + kMaxBase128Bytes);
  if (head < 2 || !IsKnownType(Buffered()[0])) return false;
  const auto length = Length(1);
  if (!length || length->value > max_found_) return false;
  // What would end behind the file costs nothing to turn down.
  const size_t size = 1 + length->bytes + length->value + kCrcBytes;
  if (Fill(size) < size) return false;
  search_budget_ -= std::min<uint64_t>(search_budget_, length->value);
  return Peek().has_value();
}

void ChunkReader::Resync() {
  do {
    Advance(Fill(1));
    if (IntactChunkHere()) return;
  } while (search_budget_ > 0 && !AtEnd());
  while (!AtEnd()) Advance(Fill(kReadBlock));
}

}  // namespace spk
