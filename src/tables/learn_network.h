#pragma once

#include <functional>
#include <vector>

#include "bitstream/adaptive/event_tables.h"
#include "spk/event_matrix.h"

namespace spk {

struct LearnOptions {
  int lags = 8;
  int hidden = 256;
  int passes = 4;      // over all segments
  int batch = 16;      // parts of 16 steps an update takes, from all over the material
  double rate = 3e-3;  // the highest learning rate, of which the last steps have a fiftieth
  uint32_t seed = 1;
};

// Told after each hundredth of the work: how much is done, 0..1, and the bits a cell since last
// time.
using LearnProgress = std::function<void(double done, double bits)>;

// Writes the network's arrays, learnt from the segments by Adam (Kingma & Ba, ICLR 2015), and
// rounded.
void LearnNetwork(const std::vector<EventMatrix>& segments, const LearnOptions& options,
                  const LearnProgress& progress, EditableTables& tables);

}  // namespace spk
