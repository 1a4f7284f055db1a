#include "model/event_predictor.h"

#include <gtest/gtest.h>

#include <cmath>

namespace spk {
namespace {

constexpr int64_t kUnits = 5;
constexpr int64_t kPredictedSteps = 24;

torch::Tensor RandomEvents(int64_t batch) {
  return (torch::rand({batch, kUnits, kPredictedSteps}) < 0.3).to(torch::kFloat);
}

// As after some training: nothing is zero.
EventPredictor Drawn() {
  EventPredictor predictor(kUnits, 8);
  const torch::NoGradGuard no_grad;
  for (torch::Tensor& weight : predictor->parameters()) weight.normal_(0, 0.3);
  return predictor;
}

// A decoder has the steps before and the units before, and no more.
TEST(EventPredictor, ForeseesFromWhatIsDecodedAlready) {
  torch::manual_seed(3);
  EventPredictor predictor = Drawn();
  const torch::NoGradGuard no_grad;
  const torch::Tensor events = RandomEvents(1);
  torch::Tensor changed = events.clone();
  const int64_t unit = 2;
  const int64_t step = 9;
  changed.index_put_({0, unit, step}, 1 - events[0][unit][step]);
  const torch::Tensor differs = (predictor(events) - predictor(changed)).abs()[0] > 1e-6;
  EXPECT_FALSE(differs.slice(1, 0, step).any().item<bool>());
  EXPECT_FALSE(differs.select(1, step).slice(0, 0, unit).any().item<bool>());
  EXPECT_TRUE(differs.select(1, step).slice(0, unit).all().item<bool>());
  EXPECT_TRUE(differs.slice(1, step + 1, step + 9).all().item<bool>());
  EXPECT_FALSE(differs.slice(1, step + 9).any().item<bool>());
}

// The last unit of the last step tells of nothing else: its gradient is the log odds against it.
TEST(EventPredictor, AnEventCostsItsLogOdds) {
  torch::manual_seed(4);
  EventPredictor predictor = Drawn();
  const torch::Tensor events = RandomEvents(1).requires_grad_();
  const torch::Tensor bits = predictor(events);
  const torch::Tensor gradient =
      torch::autograd::grad({bits.sum()}, {events})[0][0][kUnits - 1][kPredictedSteps - 1];
  const auto cost = bits[0][kUnits - 1][kPredictedSteps - 1].item<double>();
  const bool fired = events[0][kUnits - 1][kPredictedSteps - 1].item<float>() == 1;
  const double p = fired ? std::exp2(-cost) : 1 - std::exp2(-cost);
  EXPECT_NEAR(gradient.item<double>(), std::log2((1 - p) / p), 1e-4);
}

// Each unit repeats what the one before it did a step ago: all but the first unit is foreseen.
TEST(EventPredictor, LearnsWhatFollowsFromWhat) {
  torch::manual_seed(5);
  EventPredictor predictor(kUnits, 8);
  torch::optim::Adam optimizer(predictor->parameters(), 0.02);
  const auto sample = [] {
    const torch::Tensor first = (torch::rand({8, kPredictedSteps}) < 0.5).to(torch::kFloat);
    std::vector<torch::Tensor> units;
    for (int64_t unit = 0; unit < kUnits; ++unit) units.push_back(torch::roll(first, unit, 1));
    return torch::stack(units, 1).slice(2, kUnits);
  };
  for (int step = 0; step < 300; ++step) {
    optimizer.zero_grad();
    predictor(sample()).mean().backward();
    optimizer.step();
  }
  const torch::NoGradGuard no_grad;
  const torch::Tensor bits = predictor(sample()).mean(torch::IntArrayRef{0, 2});
  EXPECT_NEAR(bits[0].item<double>(), 1, 0.15);
  EXPECT_LT(bits.slice(0, 1).max().item<double>(), 0.2);  // but in the first step
}

}  // namespace
}  // namespace spk
