// What there is to know of a cell of a `flat` matrix before it is coded, as small numbers that
// choose counters, weights and corrections.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "bitstream/adaptive/mixed_bit.h"

namespace spk {

class FlatContexts {
 public:
  static constexpr size_t kContexts = 5;
  static constexpr size_t kSets = 3;
  static constexpr size_t kMaps = 2;
  // What a matrix of so many units needs.
  static MixShape Shape(int units);

  explicit FlatContexts(int units);

  void BeginStep(int step);
  // For the cell of `unit` in this step, of which the network thinks `logit`.
  void Choose(int unit, int logit);
  // What became of the chosen cell.
  void Update(bool event);

  std::array<uint32_t, kContexts> slots{};
  std::array<uint32_t, kSets> sets{};
  std::array<uint32_t, kMaps> maps{};

 private:
  // A unit's own past.
  struct Unit {
    uint32_t last = 0;  // its last events, the latest in bit 0
    int since = 255;    // steps since one
    int surprise = 0;   // a running mean of event - probability, in 1/65536
  };
  std::vector<Unit> units_;
  int time_class_ = 0;
  int step_surprise_ = 0;  // events of this step so far less what was expected, in 1/65536
  int unit_ = 0;
  int probability_ = 0;  // the network's
};

}  // namespace spk
