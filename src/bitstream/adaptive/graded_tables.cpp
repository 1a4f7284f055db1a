#include "bitstream/adaptive/graded_tables.h"

#include <algorithm>

#include "bitstream/little_endian.h"

namespace spk {
namespace {

constexpr std::array<uint8_t, 4> kMagic = {'E', 'V', 'G', 1};  // the last is the version
constexpr size_t kHeaderBytes = 16;
enum Offset : uint8_t { kBinsAt = 4, kReservedAt = 6 };

MixShape ShapeOf(size_t kind, int bins) {
  return GradedContexts::Shape(static_cast<GradedContexts::Kind>(kind), bins);
}

size_t TotalBytes(int bins) {
  size_t total = kHeaderBytes;
  for (size_t kind = 0; kind < GradedContexts::kKinds; ++kind) {
    total += MixTables::Bytes(ShapeOf(kind, bins));
  }
  return total;
}

template <typename Byte>
auto Split(std::span<Byte> bytes, int bins) {
  std::array<MixArrays<Byte>, GradedContexts::kKinds> kinds;
  size_t at = kHeaderBytes;
  for (size_t kind = 0; kind < kinds.size(); ++kind) {
    const MixShape shape = ShapeOf(kind, bins);
    kinds[kind] = MixArrays<Byte>::At(bytes.subspan(at), shape);
    at += MixTables::Bytes(shape);
  }
  return kinds;
}

}  // namespace

bool GradedTables::IsOf(std::span<const uint8_t> bytes) {
  return bytes.size() >= kMagic.size() &&
         std::equal(kMagic.begin(), kMagic.end() - 1, bytes.begin());
}

Result<GradedTables> GradedTables::Open(std::span<const uint8_t> bytes) {
  if (bytes.size() < kHeaderBytes || !std::equal(kMagic.begin(), kMagic.end(), bytes.begin())) {
    return Fail(ErrorCode::kModel, "these are no tables of graded events of version 1");
  }
  GradedTables tables;
  tables.bins = LoadLittleEndian<uint16_t>(bytes.subspan(kBinsAt));
  const auto reserved = bytes.first(kHeaderBytes).subspan(kReservedAt);
  const bool is_reserved_zero = std::ranges::all_of(reserved, [](uint8_t b) { return b == 0; });
  if (tables.bins < 1 || tables.bins > kMaxBins || !is_reserved_zero) {
    return Fail(ErrorCode::kModel, "event tables: their shape is outside the format's limits");
  }
  if (const size_t needed = TotalBytes(tables.bins); bytes.size() != needed) {
    return Fail(ErrorCode::kModel, "event tables: they have " + std::to_string(bytes.size()) +
                                       " bytes where their shape needs " + std::to_string(needed));
  }
  tables.kinds = Split(bytes, tables.bins);
  return tables;
}

EditableGradedTables::EditableGradedTables(int bin_count)
    : bins(bin_count), bytes(TotalBytes(bin_count)) {
  const std::span all(bytes);
  std::ranges::copy(kMagic, bytes.begin());
  StoreLittleEndian(static_cast<uint16_t>(bins), all.subspan(kBinsAt));
  kinds = Split(all, bins);
}

}  // namespace spk
