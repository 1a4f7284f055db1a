#include "training/event_rate.h"

#include <gtest/gtest.h>

namespace spk {
namespace {

TEST(MeasureEvents, EntropyOfFairAndSilentUnits) {
  torch::Tensor events = torch::zeros({1, 4, 100});
  events.narrow(1, 0, 2).slice(2, 0, 100, 2).fill_(1);  // two units at one half, two at rest
  EXPECT_NEAR(MeasureEvents(events, 43).entropy_kbps, 0.086, 1e-6);
}

}  // namespace
}  // namespace spk
