#include "bitstream/adaptive/flat_coder.h"

#include <algorithm>
#include <array>

#include "bitstream/adaptive/bit_cost.h"
#include "bitstream/adaptive/flat_contexts.h"
#include "bitstream/adaptive/flat_network.h"
#include "bitstream/adaptive/range_coder.h"

namespace spk {
namespace {

// One pass over a matrix in the order of coding. `coder` has Code(bit, probability), which returns
// the bit; in a decoder `events` is what came so far, and its other cells are zero.
template <typename Coder>
void CodeCells(const EventTables& tables, MixedBit& mix, uint64_t count, EventMatrix& events,
               Coder& coder) {
  uint64_t left = events.size();
  FlatNetwork network(tables, DensityClass(count, left));
  FlatContexts contexts(events.units());
  for (int step = 0; step < events.steps() && count > 0; ++step) {
    network.BeginStep(events, step);
    contexts.BeginStep(step);
    for (int unit = 0; unit < events.units() && count > 0; ++unit) {
      bool event = true;
      if (count < left) {  // else only events are left, as only zeros where none is
        const std::array given = {network.Logit(unit)};
        contexts.Choose(unit, given[0]);
        const int p = mix.Predict(given, contexts.slots, contexts.sets, contexts.maps);
        event = coder.Code(events.At(unit, step), p);
        mix.Update(event);
        contexts.Update(event);
      }
      --left;
      if (!event) continue;
      --count;
      events.Set(unit, step);
      network.Fire(unit);
    }
  }
}

}  // namespace

int DensityClass(uint64_t count, uint64_t cells) {
  const auto probability = static_cast<int>(count * (kProbabilityOne - 1) / cells);
  return std::clamp((Stretch(probability) >> 7) + 12, 0, TableShape::kDensities - 1);
}

std::vector<uint8_t> EncodeFlat(const EventTables& tables, const EventMatrix& events) {
  MixedBit mix(FlatContexts::Shape(events.units()), StartState(tables.mix));
  EventMatrix copy = events;
  RangeEncoder coder;
  CodeCells(tables, mix, events.CountEvents(), copy, coder);
  return coder.Finish();
}

Result<EventMatrix> DecodeFlat(const EventTables& tables, int steps, uint64_t count,
                               std::span<const uint8_t> bytes) {
  EventMatrix events(tables.shape.units, steps);
  MixedBit mix(FlatContexts::Shape(events.units()), StartState(tables.mix));
  RangeDecoder coder(bytes);
  CodeCells(tables, mix, count, events, coder);
  if (!coder.AtEnd()) {
    return Fail(ErrorCode::kCorrupt, "adaptive payload does not end where its events do");
  }
  return events;
}

double CostOfFlat(const EventTables& tables, const EventMatrix& events, MixedBit& mix) {
  EventMatrix copy = events;
  BitCost cost;
  CodeCells(tables, mix, events.CountEvents(), copy, cost);
  return cost.bits();
}

}  // namespace spk
