#include "bitstream/adaptive/mix_tables.h"

#include "bitstream/adaptive/mixer.h"
#include "bitstream/little_endian.h"

namespace spk {

MixState StartState(const MixTables& tables) {
  MixState state;
  state.counters.reserve(tables.seen.size());
  for (size_t i = 0; i < tables.seen.size(); ++i) {
    const auto p = LoadLittleEndian<uint16_t>(tables.counters.subspan(2 * i));
    state.counters.emplace_back(p, tables.seen[i]);
  }
  for (size_t i = 0; i < tables.weights.size(); i += 2) {
    const auto weight = LoadLittleEndian<int16_t>(tables.weights.subspan(i));
    state.weights.push_back(weight * (1 << mixer::kStoredShift));
  }
  for (size_t i = 0; i < tables.maps.size(); i += 2) {
    state.maps.push_back(LoadLittleEndian<uint16_t>(tables.maps.subspan(i)));
  }
  return state;
}

}  // namespace spk
