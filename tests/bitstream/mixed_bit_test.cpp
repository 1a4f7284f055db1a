#include "bitstream/adaptive/mixed_bit.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <random>

#include "bitstream/adaptive/mixer.h"

namespace spk {
namespace {

TEST(Counter, FindsTheMeanAtOnceAndThenAdapts) {
  Counter counter(kProbabilityOne / 2, 0);
  counter.Update(true);
  EXPECT_GT(counter.slow(), kProbabilityOne * 8 / 10);
  for (int i = 0; i < 3000; ++i) counter.Update(i % 4 == 0);
  EXPECT_NEAR(counter.slow(), kProbabilityOne / 4, kProbabilityOne / 100);
  EXPECT_EQ(counter.seen(), Counter::kMostSeen);
  for (int i = 0; i < 100; ++i) counter.Update(false);
  EXPECT_LT(counter.fast(), kProbabilityOne / 1000);
  EXPECT_NEAR(counter.slow(), kProbabilityOne / 4 * std::exp(-100 / 256.5), 300);
}

TEST(Counter, StaysAProbability) {
  for (const bool bit : {false, true}) {
    Counter counter(bit ? kProbabilityOne - 1 : 0, 255);
    for (int i = 0; i < 10000; ++i) counter.Update(bit);
    EXPECT_GE(counter.slow(), 0);
    EXPECT_LT(counter.slow(), kProbabilityOne);
    EXPECT_EQ(counter.fast() < kProbabilityOne / 2, !bit);
  }
}

TEST(ProbabilityMap, TheIdentityChangesNothing) {
  std::array<uint16_t, ProbabilityMap::kBuckets> row{};
  for (int i = 0; i < ProbabilityMap::kBuckets; ++i) {
    row[static_cast<size_t>(i)] = static_cast<uint16_t>(ProbabilityMap::Identity(i));
  }
  for (const int logit : {-kMaxLogit, -2000, -192, -1, 0, 1, 96, 500, kMaxLogit}) {
    const int p = ProbabilityMap::Read(row, ProbabilityMap::At(logit));
    EXPECT_NEAR(p, Squash(logit), kProbabilityOne / 100) << logit;
  }
}

// A context that knows the bit and one that does not: the mix must find out which is which.
TEST(MixedBit, LearnsWhomToTrust) {
  const MixShape shape{.contexts = 2, .given = 0, .sets = 1, .maps = 1, .slots = 4};
  MixState blank;
  blank.counters.assign(shape.slots, Counter(kProbabilityOne / 2, 0));
  blank.weights.assign(shape.inputs(), (1 << mixer::kWeightBits) / 4);
  for (int i = 0; i < ProbabilityMap::kBuckets; ++i) {
    blank.maps.push_back(static_cast<uint16_t>(ProbabilityMap::Identity(i)));
  }
  MixedBit mix(shape, blank);
  std::mt19937 random(1);
  const std::array<uint32_t, 1> only = {0};
  double late = 0;
  for (int i = 0; i < 4000; ++i) {
    const bool bit = random() % 2 == 0;
    const std::array<uint32_t, 2> slots = {bit ? 0U : 1U, 2U + (random() % 2 == 0 ? 1U : 0U)};
    const int p = mix.Predict({}, slots, only, only);
    if (i >= 2000) late -= std::log2((bit ? p : kProbabilityOne - p) / double{kProbabilityOne});
    mix.Update(bit);
  }
  EXPECT_LT(late / 2000, 0.01);
}

TEST(Mixer, WeightsStayInTheirRange) {
  std::array<int32_t, 1> weights = {0};
  const std::array<int, 1> inputs = {kMaxLogit};
  for (int i = 0; i < 10000; ++i) mixer::Learn(weights, inputs, kProbabilityOne - 1);
  EXPECT_EQ(weights[0], mixer::kMaxWeight);
  for (int i = 0; i < 10000; ++i) mixer::Learn(weights, inputs, 1 - kProbabilityOne);
  EXPECT_EQ(weights[0], -mixer::kMaxWeight);
}

}  // namespace
}  // namespace spk
