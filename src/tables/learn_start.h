#pragma once

#include <vector>

#include "bitstream/adaptive/event_tables.h"
#include "spk/event_matrix.h"

namespace spk {

// Writes the arrays of counters, weights and maps, the network being there already: where coding
// all segments one after the other leads to.
void LearnStartValues(const std::vector<EventMatrix>& segments, EditableTables& tables);

// Start values that know nothing: counters at one half, the network's prediction taken as it is.
void BlankStartValues(EditableTables& tables);

// Bits a cell of the segments, each from the start values.
double MeanCost(const EventTables& tables, const std::vector<EventMatrix>& segments);

}  // namespace spk
