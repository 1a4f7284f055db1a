#pragma once

#include <cstdint>

namespace spk {

// Watches the events of a run, step by step, for a collapse: that they are too few or too many to
// be meant.
class CollapseWatch {
 public:
  // density: share of the cells that fire. Of a recipe with a rate, a quarter of what costs nothing
  // (`wanted`, as `used` in the unit of the rate; 0 = no rate) is too few, and once gamma is
  // constant (`settled`) twice of it too many.
  void Add(double density, double used, double wanted, bool settled);

  // What looks like a collapse is not the last good state.
  bool suspects() const { return steps_ > 0; }
  // It has lasted for 200 steps.
  bool is_sure() const { return steps_ >= 200; }

 private:
  int64_t steps_ = 0;  // that have looked like one, up to now
};

}  // namespace spk
