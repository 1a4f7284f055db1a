#include "tables/float_network.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/bitstream/random_events.h"

namespace spk {
namespace {

// The gradient against differences of the code length, for weights of every kind.
TEST(FloatNetwork, GradientIsTheSlopeOfTheCodeLength) {
  const TableShape shape{.units = 3, .lags = 2, .hidden = 4};
  const EventMatrix events = RandomEvents(3, 20, 0.4, 1);
  std::mt19937 random(1);
  FloatNetwork network(shape, std::vector<double>(3, 0.4), random);
  NetworkWeights gradient(shape);
  const double bits = network.AddGradient(events, 0, events.steps(), gradient);
  EXPECT_NEAR(bits, network.Cost(events), 1e-3);
  const auto weights = network.weights().all();
  constexpr float kStep = 1e-2F;
  int moved = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    const float weight = weights[i];
    weights[i] = weight + kStep;
    const double above = network.Cost(events);
    weights[i] = weight - kStep;
    const double below = network.Cost(events);
    weights[i] = weight;
    const double slope = (above - below) / (2 * kStep) * std::log(2.0);
    ASSERT_NEAR(gradient.all()[i], slope, 0.02 + 0.02 * std::abs(slope)) << i;
    moved += std::abs(slope) > 0.1 ? 1 : 0;
  }
  EXPECT_GT(moved, 50);  // rows of densities that do not occur stand still
}

}  // namespace
}  // namespace spk
