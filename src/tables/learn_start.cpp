#include "tables/learn_start.h"

#include <algorithm>
#include <numeric>
#include <random>

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

void StoreCounters(const MixState& state, const EditableMixTables& tables) {
  for (size_t i = 0; i < state.counters.size(); ++i) {
    const Counter& counter = state.counters[i];
    StoreLittleEndian(static_cast<uint16_t>(counter.slow()), tables.counters.subspan(2 * i));
    tables.seen[i] = static_cast<uint8_t>(std::min(counter.seen(), kMostTrusted));
  }
}

void StoreMix(const MixState& state, const EditableMixTables& tables) {
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

MixState Stored(const MixToLearn& mix) {
  return StartState({.counters = mix.tables.counters,
                     .seen = mix.tables.seen,
                     .weights = mix.tables.weights,
                     .maps = mix.tables.maps});
}

// What is known beforehand, or, where nothing is, each counter a little.
int32_t BlankWeight(const MixShape& shape, size_t input, int32_t whole) {
  if (shape.given > 0) return input < shape.given ? whole : 0;
  return input < 2 * shape.contexts ? whole / static_cast<int32_t>(shape.contexts) : 0;
}

}  // namespace

void BlankStartValues(const MixToLearn& mix) {
  const MixShape& shape = mix.shape;
  constexpr int32_t kSetsAtOnce = 3;
  MixState state;
  state.counters.assign(shape.slots, Counter(kProbabilityOne / 2, 0));
  for (size_t i = 0; i < shape.sets * shape.inputs(); ++i) {
    state.weights.push_back(
        BlankWeight(shape, i % shape.inputs(), (1 << mixer::kWeightBits) / kSetsAtOnce));
  }
  for (size_t i = 0; i < shape.maps * ProbabilityMap::kBuckets; ++i) {
    state.maps.push_back(static_cast<uint16_t>(
        ProbabilityMap::Identity(static_cast<int>(i % ProbabilityMap::kBuckets))));
  }
  StoreCounters(state, mix.tables);
  StoreMix(state, mix.tables);
}

void LearnStartValues(size_t segments, std::span<const MixToLearn> kinds, const CodeSegment& code) {
  std::vector<size_t> order(segments);
  std::iota(order.begin(), order.end(), size_t{0});
  std::shuffle(order.begin(), order.end(), std::mt19937(1));
  const size_t warm = order.size() / 4;
  std::vector<MixedBit> mixes;
  for (const MixToLearn& kind : kinds) {
    BlankStartValues(kind);
    mixes.emplace_back(kind.shape, Stored(kind));
  }
  std::vector<MeanState> counters(kinds.size());
  for (size_t i = 0; i < order.size(); ++i) {
    code(order[i], mixes);
    for (size_t k = 0; i >= warm && k < kinds.size(); ++k) counters[k].Add(mixes[k].state());
  }
  for (size_t k = 0; k < kinds.size(); ++k) {
    StoreCounters(counters[k].Mean(mixes[k].state()), kinds[k].tables);
  }

  // The mix must know counters as they are in a segment of its own, not as they became in hours.
  std::vector<MixState> states;
  for (const MixToLearn& kind : kinds) states.push_back(Stored(kind));
  const std::vector<MixState> starts = states;
  std::vector<MeanState> means(kinds.size());
  for (size_t i = 0; i < order.size(); ++i) {
    mixes.clear();
    for (size_t k = 0; k < kinds.size(); ++k) {
      states[k].counters = starts[k].counters;
      mixes.emplace_back(kinds[k].shape, std::move(states[k]));
    }
    code(order[i], mixes);
    for (size_t k = 0; k < kinds.size(); ++k) {
      states[k] = mixes[k].state();
      if (i >= warm) means[k].Add(states[k]);
    }
  }
  for (size_t k = 0; k < kinds.size(); ++k) StoreMix(means[k].Mean(states[k]), kinds[k].tables);
}

}  // namespace spk
