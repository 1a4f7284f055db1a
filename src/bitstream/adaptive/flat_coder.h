// The adaptive coder of a matrix whose units have no order (`flat`): step by step, unit by unit,
// each cell predicted from all that came before it in the segment. FORMAT.md, section 4.6.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bitstream/adaptive/event_tables.h"
#include "bitstream/adaptive/mixed_bit.h"
#include "spk/event_matrix.h"

namespace spk {

// The bytes of the events, of which the reader knows units, steps and count. The matrix has as many
// units as the tables.
std::vector<uint8_t> EncodeFlat(const EventTables& tables, const EventMatrix& events);

// kCorrupt where no encoder writes these bytes. `count` is at most units * steps. Takes memory for
// the matrix and some 12 bytes a counter.
Result<EventMatrix> DecodeFlat(const EventTables& tables, int steps, uint64_t count,
                               std::span<const uint8_t> bytes);

// How dense a segment is: 0 .. TableShape::kDensities - 1, half a nat each.
int DensityClass(uint64_t count, uint64_t cells);
// Codes the cells of a matrix with a mix that goes on from what it learnt before, and says how many
// bits that takes: for training, and to see what a cell costs.
double CostOfFlat(const EventTables& tables, const EventMatrix& events, MixedBit& mix);

}  // namespace spk
