#include <algorithm>

#include "bitstream/adaptive/event_tables.h"
#include "bitstream/adaptive/graded_tables.h"
#include "bitstream/graded_matrix.h"
#include "bitstream/little_endian.h"
#include "tests/golden/golden_files.h"
#include "tests/golden/lcg.h"

namespace spk {
namespace {

void Fill(std::span<int8_t> numbers, int most, Lcg& random) {
  for (int8_t& number : numbers) number = static_cast<int8_t>(random.Between(-most, most));
}

void Fill16(std::span<uint8_t> bytes, int least, int most, Lcg& random) {
  for (size_t i = 0; i < bytes.size(); i += 2) {
    const auto number = static_cast<uint16_t>(random.Between(least, most));
    StoreLittleEndian(number, bytes.subspan(i));
  }
}

void FillMix(const EditableMixTables& mix, Lcg& random) {
  Fill16(mix.counters, 0, 65535, random);
  for (uint8_t& seen : mix.seen) seen = static_cast<uint8_t>(random.Below(256));
  Fill16(mix.weights, -800, 1200, random);
  Fill16(mix.maps, 0, 65535, random);
}

GoldenTables Make(const TableShape& shape, uint32_t seed) {
  EditableTables tables(shape);
  Lcg random(seed);
  Fill(tables.rows, 127, random);
  Fill(tables.outputs, 40, random);
  Fill16(tables.bias, -300, 300, random);
  FillMix(tables.mix, random);
  const auto units = static_cast<uint8_t>(shape.units);
  return {{0xAD, 0, 0, 0, 0, 0, 0, units}, shape.units, tables.bytes};
}

GoldenTables MakeGraded(int bins, uint32_t seed) {
  EditableGradedTables tables(bins);
  Lcg random(seed);
  for (const EditableMixTables& kind : tables.kinds) FillMix(kind, random);
  const int units = bins * GradedMatrix::kUnitsABin;
  return {{0xAD, 0, 0, 0, 0, 0, 1, static_cast<uint8_t>(bins)}, units, tables.bytes};
}

}  // namespace

const std::vector<GoldenTables>& AllGoldenTables() {
  static const std::vector<GoldenTables> all = {
      Make({.units = 5, .lags = 2, .hidden = 3}, 1),
      Make({.units = 8, .lags = 3, .hidden = 4}, 2),
      Make({.units = 1, .lags = 1, .hidden = 0}, 3),
      MakeGraded(12, 4),
  };
  return all;
}

std::span<const uint8_t> TablesOf(const ModelId& model) {
  for (const GoldenTables& tables : AllGoldenTables()) {
    if (tables.model == model) return tables.bytes;
  }
  return {};
}

Result<UnpackingReader> OpenWithTables(std::istream& in) {
  auto reader = SpkReader::Open(in);
  SPK_TRY(reader);
  const FileHeader& header = reader->header();
  auto family = MakePackings(header, header.packing_family, TablesOf(header.model_id));
  SPK_TRY(family);
  return UnpackingReader(std::move(*reader), std::move(*family));
}

}  // namespace spk
