#pragma once

#include <memory>
#include <string>

#include "model/trainable.h"
#include "spk/error.h"
#include "training/adamw.h"

namespace spk {

// Everything a run needs to go on as if it had never stopped. The random state and the place in the
// data are the step: whatever is drawn is keyed by it (random.h).
struct RunState {
  std::shared_ptr<Trainable> model;
  std::shared_ptr<Trainable> average;  // exponential moving average of the weights
  AdamW* optimizer;
  int64_t step = 0;
  double best_score = -1e9;  // dB, of the best validation
};

// Replaces `path` whole. Fails with kOutput, and leaves an older checkpoint as it was.
Result<void> SaveCheckpoint(const std::string& path, const RunState& state);

// Fills the models, the optimiser and the figures. Fails with kModel if the file is damaged or of
// another model.
Result<void> LoadCheckpoint(const std::string& path, RunState* state);

}  // namespace spk
