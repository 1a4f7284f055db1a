// Compressed sparse rows: the shape shared by the two compressed packings (arXiv 2402.01571,
// section 3), which differ only in what a row is.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bitstream/bit_io.h"
#include "spk/error.h"
#include "spk/event_matrix.h"

namespace spk {

struct CompressedRows {
  // rows + 1 cumulative counts, from 0 to the number of events (the paper's L_units).
  std::vector<uint32_t> pointers;
  // Row by row, ascending in each (the paper's L_time).
  std::vector<uint32_t> indices;

  size_t size() const { return pointers.size() - 1; }
  std::span<const uint32_t> Row(size_t row) const {
    return std::span(indices).subspan(pointers[row], pointers[row + 1] - pointers[row]);
  }
};

// Width of a pointer, which can be any of 0..events: ceil(log2(events + 1)).
inline int PointerBits(uint64_t events) { return static_cast<int>(std::bit_width(events)); }

// One row a unit, holding its steps (compressed time).
CompressedRows StepsOfUnits(const EventMatrix& events);
// One row a step, holding its units (compressed units).
CompressedRows UnitsOfSteps(const EventMatrix& events);

EventMatrix FromStepsOfUnits(const CompressedRows& rows, int units, int steps);
EventMatrix FromUnitsOfSteps(const CompressedRows& rows, int units, int steps);

// Writes the inner pointers (the first is 0 and the last is the count: neither is sent), then the
// indices, each of them below `index_limit`.
void WriteRows(const CompressedRows& rows, int index_limit, BitWriter& writer);

// Reads what WriteRows wrote, `count` indices in `row_count` rows. The caller has checked that the
// bits are there. Fails with kCorrupt on pointers that fall or exceed `count` and on indices out of
// range, unsorted or repeated within a row.
Result<CompressedRows> ReadRows(int row_count, int index_limit, uint64_t count, BitReader& reader);

}  // namespace spk
