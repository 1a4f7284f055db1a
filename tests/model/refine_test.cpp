#include "model/refine.h"

#include "tests/model/test_util.h"

namespace spk {
namespace {

constexpr int64_t kRefinedSteps = 24;

struct Example {
  AutoencoderNetwork network{LoadConfig("compact")};
  torch::Tensor audio;
  torch::Tensor pre_activations;

  Example() {
    torch::manual_seed(5);
    network->eval();
    const torch::NoGradGuard no_grad;
    // Audio that some events stand for, and pre-activations that miss those.
    const torch::Tensor hidden = torch::randint(0, 2, {2, 80, kRefinedSteps}).to(torch::kFloat);
    audio = network->Coarse(hidden);
    audio = audio / audio.square().mean(1, true).sqrt();
    pre_activations = 0.1 * torch::randn({2, 80, kRefinedSteps});
  }

  double Error(const torch::Tensor& events) {
    const torch::NoGradGuard no_grad;
    return torch::mse_loss(network->Coarse(events), audio).item<double>();
  }
};

TEST(Refine, NoIterationsGiveTheEncodersEvents) {
  Example example;
  const torch::Tensor events =
      RefineEvents(example.network, example.audio, example.pre_activations, 0);
  EXPECT_TRUE(events.equal((example.pre_activations > 0).to(torch::kFloat)));
}

TEST(Refine, MoreIterationsLeaveLessError) {
  Example example;
  double last = example.Error((example.pre_activations > 0).to(torch::kFloat));
  for (const int64_t iterations : {1, 4, 16}) {
    const torch::Tensor events =
        RefineEvents(example.network, example.audio, example.pre_activations, iterations);
    EXPECT_EQ(events.sizes(), example.pre_activations.sizes());
    EXPECT_TRUE((events * (1 - events)).eq(0).all().item<bool>());
    const double error = example.Error(events);
    EXPECT_LT(error, last) << iterations;
    last = error;
  }
}

// Every event costs 8 bits, as in the compressed-time packing.
EventPrice Price(double lambda) {
  return {.lambda = lambda,
          .bits = [](const torch::Tensor& events) { return torch::full_like(events, 8); }};
}

TEST(Refine, WhatBitsAreWorthTakesEventsAway) {
  Example example;
  double events_before = 1e9;
  for (const double lambda : {0.0, 0.0005, 0.002}) {
    const auto cost = [&](const torch::Tensor& events) {
      return kRefinedSteps * example.Error(events) + lambda * 8 * events.sum().item<double>() / 2;
    };
    const torch::Tensor own =
        RefineEvents(example.network, example.audio, example.pre_activations, 0);
    const torch::Tensor priced =
        RefineEvents(example.network, example.audio, example.pre_activations, 8, {}, Price(lambda));
    const auto count = priced.sum().item<double>();
    EXPECT_LT(count, events_before) << lambda;
    events_before = count;
    EXPECT_LT(cost(priced), cost(own)) << lambda;
  }
}

TEST(Refine, WithoutAPriceBitsAreNotAsked) {
  Example example;
  const EventPrice none = {.lambda = 0, .bits = [](const torch::Tensor&) -> torch::Tensor {
                             throw std::logic_error("asked");
                           }};
  EXPECT_NO_THROW(
      RefineEvents(example.network, example.audio, example.pre_activations, 2, {}, none));
}

TEST(Refine, IsSureOfLargePreActivations) {
  Example example;
  const torch::Tensor sure = 1000 * example.pre_activations.sign();
  EXPECT_TRUE(
      RefineEvents(example.network, example.audio, sure, 4).equal((sure > 0).to(torch::kFloat)));
}

TEST(Refine, LeavesNoTraceAndRepeatsItself) {
  Example example;
  const torch::NoGradGuard no_grad;
  const torch::Tensor first =
      RefineEvents(example.network, example.audio, example.pre_activations, 3);
  EXPECT_FALSE(first.requires_grad());
  for (const torch::Tensor& parameter : example.network->parameters()) {
    EXPECT_FALSE(parameter.grad().defined());
  }
  EXPECT_TRUE(
      RefineEvents(example.network, example.audio, example.pre_activations, 3).equal(first));
}

// A window is refined by its own error: what lies beside it in the batch changes nothing.
TEST(Refine, WindowsAreApart) {
  Example example;
  const torch::Tensor both =
      RefineEvents(example.network, example.audio, example.pre_activations, 2);
  const torch::Tensor alone = RefineEvents(example.network, example.audio.narrow(0, 1, 1),
                                           example.pre_activations.narrow(0, 1, 1), 2);
  EXPECT_LT((both[1] - alone[0]).abs().mean().item<double>(), 0.01);
}

TEST(Refine, SilenceStaysFinite) {
  Example example;
  const torch::Tensor silence = torch::zeros_like(example.audio);
  EXPECT_TRUE(RefineEvents(example.network, silence, example.pre_activations, 2)
                  .isfinite()
                  .all()
                  .item<bool>());
}

}  // namespace
}  // namespace spk
