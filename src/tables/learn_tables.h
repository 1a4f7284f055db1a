// The tables of a model's events, learnt from what it coded: FORMAT.md, section 11.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bitstream/graded_matrix.h"
#include "tables/learn_network.h"

namespace spk {

// Of units that have no order: first the network, then what the mix starts from beside it. All
// segments have as many units, TableShape::kMaxUnits at most; there is at least one. On one machine
// the same call gives the same bytes; others add in another order.
std::vector<uint8_t> LearnTables(const std::vector<EventMatrix>& segments,
                                 const LearnOptions& options, const LearnProgress& progress);

// Of units that are the digits of coefficients. All segments have as many bins,
// GradedTables::kMaxBins at most; there is at least one.
std::vector<uint8_t> LearnGradedTables(const std::vector<GradedMatrix>& segments);

// Bits that these segments take, each coded from the start values, as an ideal coder would write
// them. `tables` are tables of their kind.
double IdealBits(std::span<const uint8_t> tables, const std::vector<EventMatrix>& segments);

}  // namespace spk
