#pragma once

#include <random>

#include "spk/event_matrix.h"

namespace spk {

// Independent events of the given density.
inline EventMatrix RandomEvents(int units, int steps, double density, uint32_t seed) {
  EventMatrix events(units, steps);
  std::mt19937 random(seed);
  std::bernoulli_distribution fires(density);
  for (int step = 0; step < steps; ++step) {
    for (int unit = 0; unit < units; ++unit) {
      if (fires(random)) events.Set(unit, step);
    }
  }
  return events;
}

}  // namespace spk
