#include "bitstream/adaptive/range_coder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "bitstream/adaptive/logistic.h"

namespace spk {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Decision {
  bool bit;
  int probability;
};

// Bits that come as often as their probabilities say, which reach from one end to the other.
std::vector<Decision> Decisions(size_t count, uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<Decision> decisions;
  for (size_t i = 0; i < count; ++i) {
    const int logit = static_cast<int>(random() % (2 * kMaxLogit)) - kMaxLogit;
    const int p = Squash(logit);
    decisions.push_back({static_cast<int>(random() % kProbabilityOne) < p, p});
  }
  return decisions;
}

std::vector<uint8_t> Encode(const std::vector<Decision>& decisions) {
  RangeEncoder coder;
  for (const Decision& d : decisions) coder.Code(d.bit, d.probability);
  return coder.Finish();
}

TEST(RangeCoder, RoundTripsAndKnowsItsEnd) {
  for (uint32_t seed = 0; seed < 300; ++seed) {
    const auto decisions = Decisions(seed * 3, seed);
    const auto bytes = Encode(decisions);
    RangeDecoder decoder(bytes);
    for (const Decision& d : decisions) ASSERT_EQ(decoder.Code(false, d.probability), d.bit);
    ASSERT_TRUE(decoder.AtEnd()) << seed;
  }
}

TEST(RangeCoder, TakesWhatTheProbabilitiesSay) {
  const auto decisions = Decisions(100000, 7);
  double bits = 0;
  for (const Decision& d : decisions) {
    const double p = static_cast<double>(d.probability) / kProbabilityOne;
    bits -= std::log2(d.bit ? p : 1 - p);
  }
  const auto bytes = static_cast<double>(Encode(decisions).size());
  EXPECT_LT(bytes * 8, bits * 1.0005 + 16);
  EXPECT_GT(bytes * 8, bits * 0.9995 - 16);
}

TEST(RangeCoder, BytesAreThoseOfTheFormat) {
  EXPECT_THAT(Encode({}), IsEmpty());
  EXPECT_THAT(Encode({{true, 32768}}), IsEmpty());  // zeros say it
  EXPECT_THAT(Encode({{false, 32768}}), ElementsAre(0x80));
  EXPECT_THAT(Encode({{false, 1}, {true, 65535}, {false, 65535}}), ElementsAre(0xFF, 0xFF));
  EXPECT_THAT(Encode({{true, 1}, {false, 30000}, {true, 20000}, {false, 65535}}),
              ElementsAre(0, 0, 0x9F, 0x8C, 0x90));
}

TEST(RangeCoder, OtherBytesDoNotEndWhereTheBitsDo) {
  const auto decisions = Decisions(200, 3);
  const auto right = Encode(decisions);
  const auto ends = [&](const std::vector<uint8_t>& bytes) {
    RangeDecoder decoder(bytes);
    for (const Decision& d : decisions) decoder.Code(false, d.probability);
    return decoder.AtEnd();
  };
  ASSERT_TRUE(ends(right));
  auto longer = right;
  longer.push_back(0);
  EXPECT_FALSE(ends(longer));
  longer.back() = 1;
  EXPECT_FALSE(ends(longer));
}

TEST(RangeCoder, BytesThatAreNotThereAreZeros) {
  RangeDecoder nothing({});
  const std::vector<uint8_t> zeros(100);
  RangeDecoder all(zeros);
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(nothing.Code(false, 777), all.Code(false, 777));
}

}  // namespace
}  // namespace spk
