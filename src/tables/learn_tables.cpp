#include "tables/learn_tables.h"

#include "tables/learn_start.h"

namespace spk {

std::vector<uint8_t> LearnTables(const std::vector<EventMatrix>& segments,
                                 const LearnOptions& options, const LearnProgress& progress) {
  EditableTables tables(
      {.units = segments.front().units(), .lags = options.lags, .hidden = options.hidden});
  LearnNetwork(segments, options, progress, tables);
  LearnStartValues(segments, tables);
  return std::move(tables.bytes);
}

double BitsACell(std::span<const uint8_t> tables, const std::vector<EventMatrix>& segments) {
  return MeanCost(*EventTables::Open(tables), segments);
}

}  // namespace spk
