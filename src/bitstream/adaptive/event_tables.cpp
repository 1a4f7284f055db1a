#include "bitstream/adaptive/event_tables.h"

#include <algorithm>
#include <array>

#include "bitstream/adaptive/flat_contexts.h"
#include "bitstream/little_endian.h"

namespace spk {
namespace {

constexpr std::array<uint8_t, 4> kMagic = {'E', 'V', 'T', 1};  // the last is the version
constexpr size_t kHeaderBytes = 16;
enum Offset : uint8_t { kUnitsAt = 4, kHiddenAt = 6, kLagsAt = 8, kReservedAt = 9 };

// Bytes of the arrays, in their order.
enum Array : uint8_t { kRows, kOutputs, kBias, kMix, kArrays };
using Sizes = std::array<size_t, kArrays>;

Sizes SizesOf(const TableShape& shape) {
  const auto width = static_cast<size_t>(shape.width());
  Sizes sizes{};
  sizes[kRows] = static_cast<size_t>(shape.rows()) * width;
  sizes[kOutputs] = static_cast<size_t>(shape.units) * static_cast<size_t>(shape.hidden);
  sizes[kBias] = 2 * width;
  sizes[kMix] = MixTables::Bytes(FlatContexts::Shape(shape.units));
  return sizes;
}

// The parts of `bytes`, header left out.
template <typename Byte>
std::array<std::span<Byte>, kArrays> Split(std::span<Byte> bytes, const Sizes& sizes) {
  std::array<std::span<Byte>, kArrays> parts;
  size_t at = kHeaderBytes;
  for (size_t i = 0; i < sizes.size(); ++i) {
    parts[i] = bytes.subspan(at, sizes[i]);
    at += sizes[i];
  }
  return parts;
}

size_t TotalBytes(const Sizes& sizes) {
  size_t total = kHeaderBytes;
  for (const size_t size : sizes) total += size;
  return total;
}

std::span<const int8_t> AsSigned(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const int8_t*>(bytes.data()), bytes.size()};
}

}  // namespace

bool TableShape::IsValid() const {
  return units >= 1 && units <= kMaxUnits && lags >= 1 && lags <= kMaxLags && hidden >= 0 &&
         hidden <= kMaxHidden;
}

Result<EventTables> EventTables::Open(std::span<const uint8_t> bytes) {
  if (bytes.size() < kHeaderBytes || !std::equal(kMagic.begin(), kMagic.end(), bytes.begin())) {
    return Fail(ErrorCode::kModel, "these are no event tables of version 1");
  }
  EventTables tables;
  tables.shape = {.units = LoadLittleEndian<uint16_t>(bytes.subspan(kUnitsAt)),
                  .lags = bytes[kLagsAt],
                  .hidden = LoadLittleEndian<uint16_t>(bytes.subspan(kHiddenAt))};
  const auto reserved = bytes.first(kHeaderBytes).subspan(kReservedAt);
  const bool is_reserved_zero =
      std::all_of(reserved.begin(), reserved.end(), [](uint8_t byte) { return byte == 0; });
  if (!tables.shape.IsValid() || !is_reserved_zero) {
    return Fail(ErrorCode::kModel, "event tables: their shape is outside the format's limits");
  }
  const Sizes sizes = SizesOf(tables.shape);
  if (bytes.size() != TotalBytes(sizes)) {
    return Fail(ErrorCode::kModel, "event tables: they have " + std::to_string(bytes.size()) +
                                       " bytes where their shape needs " +
                                       std::to_string(TotalBytes(sizes)));
  }
  const auto parts = Split(bytes, sizes);
  tables.rows = AsSigned(parts[kRows]);
  tables.outputs = AsSigned(parts[kOutputs]);
  tables.bias = parts[kBias];
  tables.mix = MixTables::At(parts[kMix], FlatContexts::Shape(tables.shape.units));
  return tables;
}

EditableTables::EditableTables(const TableShape& table_shape) : shape(table_shape) {
  const Sizes sizes = SizesOf(shape);
  bytes.resize(TotalBytes(sizes));
  const std::span all(bytes);
  std::copy(kMagic.begin(), kMagic.end(), bytes.begin());
  StoreLittleEndian(static_cast<uint16_t>(shape.units), all.subspan(kUnitsAt));
  StoreLittleEndian(static_cast<uint16_t>(shape.hidden), all.subspan(kHiddenAt));
  bytes[kLagsAt] = static_cast<uint8_t>(shape.lags);
  const auto parts = Split(all, sizes);
  rows = {reinterpret_cast<int8_t*>(parts[kRows].data()), sizes[kRows]};
  outputs = {reinterpret_cast<int8_t*>(parts[kOutputs].data()), sizes[kOutputs]};
  bias = parts[kBias];
  mix = EditableMixTables::At(parts[kMix], FlatContexts::Shape(shape.units));
}

}  // namespace spk
