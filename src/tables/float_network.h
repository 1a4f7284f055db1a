// The network of bitstream/adaptive/flat_network.h in floating point, and its gradient: what is
// learnt here is rounded to integers there.
#pragma once

#include <random>
#include <span>
#include <vector>

#include "bitstream/adaptive/event_tables.h"
#include "spk/event_matrix.h"

namespace spk {

// The arrays of EventTables that a network has, one after the other.
class NetworkWeights {
 public:
  explicit NetworkWeights(const TableShape& shape);

  std::span<float> Row(int row) { return Part(static_cast<size_t>(row) * width_, width_); }
  std::span<float> Output(int unit) {
    return Part(outputs_at_ + static_cast<size_t>(unit) * hidden_, hidden_);
  }
  std::span<float> bias() { return Part(bias_at_, width_); }
  std::span<float> all() { return values_; }
  // Those with the range of a stored byte; the bias has two.
  std::span<float> bytes() { return Part(0, bias_at_); }

 private:
  std::span<float> Part(size_t at, size_t size) { return std::span(values_).subspan(at, size); }

  size_t width_, hidden_, outputs_at_, bias_at_;
  std::vector<float> values_;
};

class FloatNetwork {
 public:
  // Random weights, as suit events of this density, and biases that give each unit its own rate.
  FloatNetwork(const TableShape& shape, std::span<const double> rates, std::mt19937& random);

  NetworkWeights& weights() { return weights_; }
  const TableShape& shape() const { return shape_; }

  // Adds the gradient of the code length of some steps, in nats, to `gradient`; returns it in bits.
  double AddGradient(const EventMatrix& events, int first, int last, NetworkWeights& gradient);
  // The code length alone, in bits.
  double Cost(const EventMatrix& events);

 private:
  // The rows that act on a step as a whole.
  void FindRows(const EventMatrix& events, int step, int density);
  double Forward(const EventMatrix& events, int step);
  void Backward(const EventMatrix& events, int step, NetworkWeights& gradient);

  TableShape shape_;
  NetworkWeights weights_;
  std::vector<int> rows_;
  std::vector<float> sums_;    // [width], as units fire
  std::vector<float> active_;  // [units, hidden], of each unit's turn
  std::vector<float> errors_;  // [width]: by hidden sum, then probability - event of each unit
};

}  // namespace spk
