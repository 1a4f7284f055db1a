// What a model's events say of its next ones: a network in integers, whose weights come with the
// model.
//
// It sees the events of the last K steps and those of the units before this one in this step. Each
// event adds its row of weights to sums, those of hidden neurons and of outputs alike: only events
// cost time, and an event of this step does not make anything be computed again. That a layer of
// sums is carried from unit to unit is the neural autoregressive distribution estimator of
// Larochelle & Murray, AISTATS 2011.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bitstream/adaptive/event_tables.h"
#include "spk/event_matrix.h"

namespace spk {

class FlatNetwork {
 public:
  // `density`: 0 .. TableShape::kDensities - 1, of the whole segment. The tables must outlive it.
  FlatNetwork(const EventTables& tables, int density);

  // Begins the step, from the events of the steps before it.
  void BeginStep(const EventMatrix& events, int step);
  // The log odds of an event of `unit` in 1/256, clamped. Units are asked in ascending order.
  int Logit(int unit) const;
  // `unit` fires in this step.
  void Fire(int unit) { Add(sums_, tables_->shape.StepRow(unit)); }

 private:
  void Add(std::span<int32_t> sums, int row) const;

  const EventTables* tables_;
  std::vector<int32_t> always_;  // what each step starts from
  std::vector<int32_t> sums_;    // [width]
};

}  // namespace spk
