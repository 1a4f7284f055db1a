// What an evaluation asks of a model without events, as the paper's baselines are: audio there and
// back. Nothing of it can be stored. Networks are in src/model, formulas for tests beside the
// tests.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "codec/model.h"
#include "spk/error.h"
#include "spk/geometry.h"

namespace spk {

struct BaselineFacts {
  ModelId id{};
  Geometry geometry = {};  // of one unit: it has none
  // Steps to each side whose audio the samples of a step depend on.
  int reach = 0;
  // That a step would be sent in (eq. 1 of the paper); 0 = nothing is quantised.
  int bits_per_step = 0;
  bool generates = false;  // more than the coarse decode
  int64_t default_sampling_steps = 0;
};

// Calls may run side by side; the result of one does not depend on the others.
class Baseline {
 public:
  Baseline() = default;
  Baseline(const Baseline&) = delete;
  Baseline(Baseline&&) = delete;
  Baseline& operator=(const Baseline&) = delete;
  Baseline& operator=(Baseline&&) = delete;
  virtual ~Baseline() = default;

  virtual const BaselineFacts& facts() const = 0;

  // `audio`, whole steps at the codec's rate and divided by the loudness envelope, as it comes
  // back: as many samples. `position` says where in the noise field the first one lies. Fails with
  // kModel and kMemory.
  virtual Result<std::vector<float>> Reconstruct(std::span<const float> audio,
                                                 const Sampling& sampling,
                                                 int64_t position) const = 0;
};

}  // namespace spk
