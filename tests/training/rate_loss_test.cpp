#include "training/rate_loss.h"

#include <gtest/gtest.h>

#include <cmath>

namespace spk {
namespace {

constexpr double kCells = 80 * 256;

// `counts` events a sample among 80 x `steps`, unit by unit.
torch::Tensor Events(const std::vector<int64_t>& counts, int64_t steps = 256) {
  const torch::Tensor events = torch::zeros({static_cast<int64_t>(counts.size()), 80 * steps});
  for (size_t i = 0; i < counts.size(); ++i) {
    events[static_cast<int64_t>(i)].slice(0, 0, counts[i]).fill_(1);
  }
  return events.view({-1, 80, steps}).requires_grad_();
}

RateCost Measure(const RateTerm& term, const torch::Tensor& events, const torch::Tensor& mu = {}) {
  return MeasureRate(term, events, mu);
}

TEST(PackingRate, ClipsEachSampleByItself) {
  // 1816 events cost 15397 bits, under the dense 20480; 4000 cost 32948.
  const torch::Tensor events = Events({1816, 4000});
  const RateCost cost = Measure({.measure = RateMeasure::kPacking}, events);
  EXPECT_NEAR(cost.loss.item<double>(), (32948 - 20480) / kCells / 2, 1e-6);
  EXPECT_NEAR(cost.used.item<double>(), (15397 + 32948) / kCells / 2, 1e-6);
  EXPECT_EQ(cost.wanted.item<double>(), 1);
  cost.loss.backward();
  EXPECT_EQ(events.grad()[0].abs().max().item<float>(), 0);
  // ceil(log2 256) bits an event, over the batch.
  EXPECT_NEAR(events.grad()[1].min().item<double>(), 8 / kCells / 2, 1e-9);
  EXPECT_NEAR(events.grad()[1].max().item<double>(), 8 / kCells / 2, 1e-9);
}

TEST(PackingRate, NoEventsCostNothing) {
  EXPECT_EQ(PackedBitsPerCell(Events({0})).item<float>(), 0);
}

TEST(PackingRate, AShortWindowCostsWhatASegmentAsDenseWould) {
  EXPECT_FLOAT_EQ(PackedBitsPerCell(Events({908}, 128)).item<float>(), 15397 / kCells);
}

TEST(PackingRate, TheBudgetIsTheRecipes) {
  const RateTerm half = {.measure = RateMeasure::kPacking, .budget = 0.5};
  const RateCost cost = Measure(half, Events({1816}));
  EXPECT_NEAR(cost.loss.item<double>(), 15397 / kCells - 0.5, 1e-6);
  EXPECT_EQ(cost.wanted.item<double>(), 0.5);
}

TEST(EntropyRate, IsThatOfEachUnitByItself) {
  torch::Tensor events = torch::zeros({1, 2, 64});
  events[0][0].slice(0, 0, 32).fill_(1);  // one bit a cell
  events[0][1].slice(0, 0, 8).fill_(1);   // H(1/8) = 0.5436
  events.requires_grad_();
  const RateTerm term = {.measure = RateMeasure::kEntropy, .budget = 0.25};
  const RateCost cost = Measure(term, events);
  EXPECT_NEAR(cost.used.item<double>(), (1 + 0.543564) / 2, 1e-5);
  EXPECT_NEAR(cost.loss.item<double>(), (1 + 0.543564) / 2 - 0.25, 1e-5);
  cost.loss.backward();
  EXPECT_NEAR(events.grad()[0][0].abs().max().item<double>(), 0, 1e-6);  // the top of H
  EXPECT_NEAR(events.grad()[0][1].min().item<double>(), std::log2(7) / 128, 1e-6);
}

TEST(EntropyRate, SilentUnitsHaveAGradientThatIsFinite) {
  const torch::Tensor events = torch::zeros({1, 4, 64}, torch::requires_grad());
  FiringEntropy(events).sum().backward();
  EXPECT_TRUE(torch::isfinite(events.grad()).all().item<bool>());
}

TEST(PromptRate, AimsAtTheCountOfThePrompt) {
  const torch::Tensor events = Events({2560, 2560});
  const RateCost cost = Measure({.measure = RateMeasure::kPrompt}, events, torch::tensor({12, 16}));
  EXPECT_NEAR(cost.loss.item<double>(), 1280 / kCells / 2, 1e-6);
  EXPECT_NEAR(cost.wanted.item<double>(), (2560 + 1280) / kCells / 2, 1e-6);
  cost.loss.backward();
  EXPECT_NEAR(events.grad()[1].max().item<double>(), 0.5 / kCells, 1e-9);
}

TEST(PromptRate, OctavesCountAlikeAtEveryPrompt) {
  const torch::Tensor events = Events({2560, 640});  // mu = 12 and 20
  const RateCost cost =
      Measure({.measure = RateMeasure::kPromptRatio}, events, torch::tensor({16, 24}));
  EXPECT_NEAR(cost.loss.item<double>(), 1, 2e-3);
  EXPECT_NEAR(cost.wanted.item<double>(), (1280 + 320) / kCells / 2, 1e-6);
  cost.loss.backward();
  const double first = events.grad()[0].max().item<double>();
  EXPECT_NEAR(first, 0.5 / std::log(2) / 2560, 1e-6);
  EXPECT_NEAR(events.grad()[1].max().item<double>(), 4 * first, 0.01 * first);
}

TEST(PromptRate, NoEventsAtAllHaveAGradientThatIsFinite) {
  const torch::Tensor events = torch::zeros({1, 4, 64}, torch::requires_grad());
  Measure({.measure = RateMeasure::kPromptRatio}, events, torch::tensor({20})).loss.backward();
  EXPECT_TRUE(torch::isfinite(events.grad()).all().item<bool>());
}

}  // namespace
}  // namespace spk
