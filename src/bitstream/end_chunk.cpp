#include "bitstream/end_chunk.h"

#include "bitstream/little_endian.h"

namespace spk {

std::array<uint8_t, kEndBytes> EncodeEnd(const EndOfFile& end) {
  std::array<uint8_t, kEndBytes> body{};
  const std::span all(body);
  StoreLittleEndian(end.source_frames, all);
  StoreLittleEndian(end.segments, all.subspan(8));
  StoreLittleEndian(end.events_crc, all.subspan(12));
  return body;
}

Result<EndOfFile> DecodeEnd(std::span<const uint8_t> body) {
  if (body.size() != kEndBytes) {
    return Fail(ErrorCode::kCorrupt, "end chunk has the wrong size");
  }
  const EndOfFile end{LoadLittleEndian<uint64_t>(body), LoadLittleEndian<uint32_t>(body.subspan(8)),
                      LoadLittleEndian<uint32_t>(body.subspan(12))};
  if (end.source_frames > kMaxFrames) {
    return Fail(ErrorCode::kCorrupt, "end chunk states an impossible length");
  }
  return end;
}

}  // namespace spk
