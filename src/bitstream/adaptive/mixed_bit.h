// One decision at a time: predictions of several contexts mixed into one, corrected, and learnt
// from. What the contexts mean is up to who asks.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "bitstream/adaptive/counter.h"
#include "bitstream/adaptive/probability_map.h"

namespace spk {

// How many of each there are.
struct MixShape {
  size_t contexts = 0;  // a counter of each predicts
  size_t given = 0;     // log odds that come from elsewhere
  size_t sets = 0;      // sets of weights, of which some are summed
  size_t maps = 0;      // rows of the correction, of which some are averaged
  size_t slots = 0;     // counters of all contexts together

  // Two predictions a counter, those given, and a constant.
  size_t inputs() const { return 2 * contexts + given + 1; }
};

// Where everything starts, and what it has become: the trainer reads it.
struct MixState {
  std::vector<Counter> counters;
  std::vector<int32_t> weights;  // [sets, inputs], 65536 is 1
  std::vector<uint16_t> maps;    // [maps, ProbabilityMap::kBuckets]
};

class MixedBit {
 public:
  MixedBit(const MixShape& shape, MixState start);

  // The probability of a one in 1/65536, 1 .. 65535. `slots`, `sets` and `maps` are indices of
  // counters, weight sets and correction rows; all must stay as they are until Update.
  int Predict(std::span<const int> given, std::span<const uint32_t> slots,
              std::span<const uint32_t> sets, std::span<const uint32_t> maps);
  void Update(bool bit);

  const MixState& state() const { return state_; }

 private:
  std::span<int32_t> Weights(uint32_t set);
  std::span<uint16_t> Map(uint32_t row);

  MixShape shape_;
  MixState state_;
  std::vector<int> inputs_;
  std::span<const uint32_t> slots_, sets_, maps_;  // of the decision under way
  int mixed_ = 0;                                  // probability before the correction
  ProbabilityMap::Place place_;
};

}  // namespace spk
