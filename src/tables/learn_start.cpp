#include "tables/learn_start.h"

#include <algorithm>
#include <numeric>
#include <random>

#include "bitstream/adaptive/flat_coder.h"
#include "bitstream/adaptive/flat_contexts.h"
#include "bitstream/adaptive/mixer.h"
#include "bitstream/little_endian.h"

namespace spk {
namespace {

constexpr int kMostTrusted = 30;  // of what a counter has seen: it must still adapt to a segment

// What a state was on average at the ends of segments: where it ends is chance as well.
class MeanState {
 public:
  void Add(const MixState& state) {
    counters_.resize(state.counters.size());
    weights_.resize(state.weights.size());
    maps_.resize(state.maps.size());
    for (size_t i = 0; i < counters_.size(); ++i) counters_[i] += state.counters[i].slow();
    for (size_t i = 0; i < weights_.size(); ++i) weights_[i] += state.weights[i];
    for (size_t i = 0; i < maps_.size(); ++i) maps_[i] += state.maps[i];
    ++count_;
  }

  // `last` tells how often its counters were seen.
  MixState Mean(const MixState& last) const {
    MixState mean;
    for (size_t i = 0; i < counters_.size(); ++i) {
      mean.counters.emplace_back(static_cast<int>(counters_[i] / count_), last.counters[i].seen());
    }
    for (const int64_t sum : weights_) {
      mean.weights.push_back(static_cast<int32_t>(sum / count_));
    }
    for (const int64_t sum : maps_) mean.maps.push_back(static_cast<uint16_t>(sum / count_));
    return mean;
  }

 private:
  std::vector<int64_t> counters_, weights_, maps_;
  int64_t count_ = 0;
};

void StoreCounters(const MixState& state, EditableTables& tables) {
  for (size_t i = 0; i < state.counters.size(); ++i) {
    const Counter& counter = state.counters[i];
    StoreLittleEndian(static_cast<uint16_t>(counter.slow()), tables.counters.subspan(2 * i));
    tables.seen[i] = static_cast<uint8_t>(std::min(counter.seen(), kMostTrusted));
  }
}

void StoreMix(const MixState& state, EditableTables& tables) {
  for (size_t i = 0; i < state.weights.size(); ++i) {
    const int rounded =
        (state.weights[i] + (1 << (mixer::kStoredShift - 1))) >> mixer::kStoredShift;
    StoreLittleEndian(static_cast<uint16_t>(std::clamp(rounded, -32767, 32767)),
                      tables.weights.subspan(2 * i));
  }
  for (size_t i = 0; i < state.maps.size(); ++i) {
    StoreLittleEndian(state.maps[i], tables.maps.subspan(2 * i));
  }
}

EventTables View(const EditableTables& tables) { return *EventTables::Open(tables.bytes); }

}  // namespace

void BlankStartValues(EditableTables& tables) {
  const MixShape shape = FlatContexts::Shape(tables.shape.units);
  MixState state;
  state.counters.assign(shape.slots, Counter(kProbabilityOne / 2, 0));
  state.weights.resize(shape.sets * shape.inputs());
  for (size_t set = 0; set < shape.sets; ++set) {
    state.weights[set * shape.inputs()] = (1 << mixer::kWeightBits) / int{FlatContexts::kSets};
  }
  for (size_t i = 0; i < shape.maps * ProbabilityMap::kBuckets; ++i) {
    state.maps.push_back(static_cast<uint16_t>(
        ProbabilityMap::Identity(static_cast<int>(i % ProbabilityMap::kBuckets))));
  }
  StoreCounters(state, tables);
  StoreMix(state, tables);
}

void LearnStartValues(const std::vector<EventMatrix>& segments, EditableTables& tables) {
  BlankStartValues(tables);
  const MixShape shape = FlatContexts::Shape(tables.shape.units);
  std::vector<size_t> order(segments.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::shuffle(order.begin(), order.end(), std::mt19937(1));
  const size_t warm = order.size() / 4;
  MixedBit carried(shape, StartState(View(tables)));
  MeanState counters;
  for (size_t i = 0; i < order.size(); ++i) {
    CostOfFlat(View(tables), segments[order[i]], carried);
    if (i >= warm) counters.Add(carried.state());
  }
  StoreCounters(counters.Mean(carried.state()), tables);
  // The mix must know counters as they are in a segment of its own, not as they became in hours.
  MixState state = StartState(View(tables));
  MeanState mixes;
  for (size_t i = 0; i < order.size(); ++i) {
    state.counters = StartState(View(tables)).counters;
    MixedBit mix(shape, std::move(state));
    CostOfFlat(View(tables), segments[order[i]], mix);
    state = mix.state();
    if (i >= warm) mixes.Add(state);
  }
  StoreMix(mixes.Mean(state), tables);
}

double MeanCost(const EventTables& tables, const std::vector<EventMatrix>& segments) {
  double bits = 0;
  double cells = 0;
  for (const EventMatrix& events : segments) {
    MixedBit mix(FlatContexts::Shape(tables.shape.units), StartState(tables));
    bits += CostOfFlat(tables, events, mix);
    cells += static_cast<double>(events.size());
  }
  return bits / cells;
}

}  // namespace spk
