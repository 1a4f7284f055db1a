#include "audio/frames_at.h"

#include <gtest/gtest.h>

namespace spk {
namespace {

TEST(FramesAtTest, RoundsUp) {
  EXPECT_EQ(FramesAt(0, 44100, 22050), 0);
  EXPECT_EQ(FramesAt(1, 44100, 22050), 1);
  EXPECT_EQ(FramesAt(2, 44100, 22050), 1);
  EXPECT_EQ(FramesAt(3, 44100, 22050), 2);
  EXPECT_EQ(FramesAt(48000, 48000, 22050), 22050);
  EXPECT_EQ(FramesAt(48001, 48000, 22050), 22051);
  EXPECT_EQ(FramesAt(7, 1, 768000), 7 * 768000);
}

TEST(FramesAtTest, IsExactBeyondWhatDoublesHold) {
  constexpr uint64_t kMany = (uint64_t{1} << 62U) + 1;
  EXPECT_EQ(FramesAt(kMany, 44100, 44100), kMany);
  EXPECT_EQ(FramesAt(kMany, 2, 1), (int64_t{1} << 61U) + 1);
  EXPECT_EQ(FramesAt(UINT64_MAX, 3, 1), UINT64_MAX / 3);
  EXPECT_EQ(FramesAt((uint64_t{1} << 40U) + 1, 767999, 768000), 1099513059435);
}

TEST(FramesAtTest, StopsAtTheLargestNumber) {
  EXPECT_EQ(FramesAt(INT64_MAX, 1, 1), INT64_MAX);
  EXPECT_EQ(FramesAt(uint64_t{INT64_MAX} + 1, 1, 1), INT64_MAX);
  EXPECT_EQ(FramesAt(UINT64_MAX, 1, UINT32_MAX), INT64_MAX);
  EXPECT_EQ(FramesAt(UINT64_MAX, UINT32_MAX, UINT32_MAX), INT64_MAX);
  EXPECT_EQ(FramesAt(UINT64_MAX, UINT32_MAX, 1), (int64_t{1} << 32U) + 1);
}

}  // namespace
}  // namespace spk
