// The tables of a model's events, learnt from what it coded: FORMAT.md, section 11.
#pragma once

#include <cstdint>
#include <vector>

#include "tables/learn_network.h"

namespace spk {

// First the network, then what the mix starts from beside it. All segments have as many units,
// TableShape::kMaxUnits at most; there is at least one. On one machine the same call gives the same
// bytes; others add in another order.
std::vector<uint8_t> LearnTables(const std::vector<EventMatrix>& segments,
                                 const LearnOptions& options, const LearnProgress& progress);

// Bits that a cell of these segments takes, each coded from the start values, as an ideal coder
// would write them. `tables` are tables.
double BitsACell(std::span<const uint8_t> tables, const std::vector<EventMatrix>& segments);

}  // namespace spk
