#include "spk/unpacking_reader.h"

#include <algorithm>
#include <utility>

namespace spk {

Result<void> EventsCheck::Compare(const EndOfFile& end) const {
  if (!complete_ || end.events_crc == sum_) return {};
  return Fail(ErrorCode::kCorrupt, "checksum of all events does not match");
}

Result<UnpackingReader> UnpackingReader::Open(std::istream& in, std::span<const uint8_t> tables) {
  auto reader = SpkReader::Open(in);
  SPK_TRY(reader);
  auto family = MakePackings(reader->header(), reader->header().packing_family, tables);
  SPK_TRY(family);
  return UnpackingReader(std::move(*reader), std::move(*family));
}

UnpackingReader::UnpackingReader(SpkReader reader, std::unique_ptr<const PackingFamily> family)
    : reader_(std::move(reader)), family_(std::move(family)) {}

void UnpackingReader::SkipBefore(uint64_t index) {
  reader_.SkipBefore(index);
  if (index > 0) check_.Miss();
}

uint64_t UnpackingReader::frames() const {
  return steps_ * static_cast<uint64_t>(header().hop) * header().source_rate / header().codec_rate;
}

Result<FileItem> UnpackingReader::Next() {
  if (held_back_) return FileItem(*std::exchange(held_back_, std::nullopt));
  auto item = reader_.Next();
  if (!item) {
    check_.Miss();
    return tl::make_unexpected(item.error());
  }
  if (auto* tag = std::get_if<Tag>(&*item)) return FileItem(std::move(*tag));
  if (const auto* end = std::get_if<EndOfFile>(&*item)) {
    auto same = check_.Compare(*end);
    if (same) return FileItem(*end);
    held_back_ = *end;
    return tl::make_unexpected(same.error());
  }
  const auto& packed = std::get<PackedSegment>(*item);
  steps_ = std::max(steps_, packed.segment.index * static_cast<uint64_t>(header().steps) +
                                static_cast<uint64_t>(packed.steps));
  auto coded = UnpackSegment(*family_, std::move(std::get<PackedSegment>(*item)));
  if (!coded) {
    check_.Miss();
    return tl::make_unexpected(coded.error());
  }
  check_.Add(coded->segment);
  return FileItem(std::move(*coded));
}

}  // namespace spk
