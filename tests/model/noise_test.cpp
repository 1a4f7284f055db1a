#include "model/noise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace spk {
namespace {

using testing::ElementsAre;

// Known-answer vectors of the authors' Random123 (philox4x32, 10 rounds).
TEST(Philox, MatchesThePublishedVectors) {
  EXPECT_THAT(Philox({0, 0, 0, 0}, {0, 0}),
              ElementsAre(0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8));
  constexpr uint32_t kOnes = 0xFFFFFFFF;
  EXPECT_THAT(Philox({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}),
              ElementsAre(0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD));
  EXPECT_THAT(Philox({0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344}, {0xA4093822, 0x299F31D0}),
              ElementsAre(0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1));
}

std::vector<float> Field(uint64_t seed, int64_t position, size_t count) {
  std::vector<float> values(count);
  FillGaussian(seed, position, values);
  return values;
}

TEST(Noise, DependsOnThePlaceAlone) {
  const auto whole = Field(7, -10, 100);
  for (size_t first : {0, 1, 7, 10, 33}) {
    const auto part = Field(7, static_cast<int64_t>(first) - 10, 20);
    for (size_t i = 0; i < part.size(); ++i) {
      EXPECT_EQ(part[i], whole[first + i]);
    }
  }
  EXPECT_NE(Field(8, 0, 4), Field(7, 0, 4));
  EXPECT_NE(Field(7, int64_t{1} << 40, 4), Field(7, 0, 4));
}

TEST(Noise, IsStandardNormal) {
  const auto values = Field(1, 0, 200000);
  double sum = 0;
  double squares = 0;
  double fourths = 0;
  double neighbours = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    const double x = values[i];
    sum += x;
    squares += x * x;
    fourths += x * x * x * x;
    neighbours += i > 0 ? x * values[i - 1] : 0;
  }
  const auto count = static_cast<double>(values.size());
  EXPECT_NEAR(sum / count, 0, 0.01);
  EXPECT_NEAR(squares / count, 1, 0.015);
  EXPECT_NEAR(fourths / count, 3, 0.1);
  EXPECT_NEAR(neighbours / count, 0, 0.01);
}

}  // namespace
}  // namespace spk
