// The tables that a model brings for the adaptive coder of its events: a network and start values.
// FORMAT.md, section 11, has the bytes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bitstream/adaptive/mix_tables.h"
#include "spk/error.h"

namespace spk {

// What the sizes of all arrays follow from.
struct TableShape {
  int units = 0;   // N, 1 .. 1024
  int lags = 0;    // K, steps of the past that the network sees, 1 .. 32
  int hidden = 0;  // H, its hidden neurons, 0 .. 1024

  bool operator==(const TableShape&) const = default;

  // Sums of a row: into the hidden neurons first, then straight into each unit's output.
  int width() const { return hidden + units; }
  // Rows: of each lag the units and one for "before the segment"; densities; units of this step.
  int rows() const { return lags * (units + 1) + kDensities + units; }
  int LagRow(int lag, int unit) const { return (lag - 1) * (units + 1) + unit; }  // lag 1 .. K
  int MissingRow(int lag) const { return LagRow(lag, units); }
  int DensityRow(int density) const { return lags * (units + 1) + density; }
  int StepRow(int unit) const { return lags * (units + 1) + kDensities + unit; }

  static constexpr int kDensities = 16;
  static constexpr int kMaxUnits = 1024;
  static constexpr int kMaxLags = 32;
  static constexpr int kMaxHidden = 1024;

  bool IsValid() const;
};

// A view of tables that are somewhere else, in a mapped file perhaps: nothing is copied, and the
// bytes must outlive it. 16-bit numbers are little-endian, two bytes each.
struct EventTables {
  TableShape shape;
  std::span<const int8_t> rows;     // [rows, width] in 1/64
  std::span<const int8_t> outputs;  // [units, hidden] in 1/64
  std::span<const uint8_t> bias;    // [width] int16, in 1/64
  MixTables mix;                    // of FlatContexts::Shape

  // kModel where the bytes are no tables: of an unknown version, or of a wrong size.
  static Result<EventTables> Open(std::span<const uint8_t> bytes);

  std::span<const int8_t> Row(int row) const {
    const auto width = static_cast<size_t>(shape.width());
    return rows.subspan(static_cast<size_t>(row) * width, width);
  }
  std::span<const int8_t> Output(int unit) const {
    const auto hidden = static_cast<size_t>(shape.hidden);
    return outputs.subspan(static_cast<size_t>(unit) * hidden, hidden);
  }
};

// The bytes of tables of this shape with all arrays zero, and where to write them.
struct EditableTables {
  explicit EditableTables(const TableShape& shape);

  TableShape shape;
  std::vector<uint8_t> bytes;
  std::span<int8_t> rows, outputs;
  std::span<uint8_t> bias;
  EditableMixTables mix;
};

}  // namespace spk
