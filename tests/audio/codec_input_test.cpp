#include "audio/codec_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "audio/sample_file.h"
#include "tests/audio/memory_source.h"

namespace spk {
namespace {

using ::testing::ElementsAre;

TEST(CodecInputTest, GivesTheMeanOfTheChannels) {
  MemorySource source({1, 2, 6, -3, 0, 0}, 8000, 3);
  CodecInput input(&source, 1, 8000);
  std::vector<float> samples(3);
  EXPECT_EQ(input.Read(samples), 2);
  EXPECT_THAT(samples, ElementsAre(3, -1, 0));
  EXPECT_EQ(input.Read(samples), 0);
  EXPECT_EQ(input.source_frames(), 2U);
}

TEST(CodecInputTest, GivesMidAndSide) {
  MemorySource source({1, 3, 5, -1}, 8000, 2);
  CodecInput input(&source, 2, 8000);
  std::vector<float> samples(2);
  EXPECT_EQ(input.Read(samples), 1);
  EXPECT_THAT(samples, ElementsAre(2, -1));
  EXPECT_EQ(input.Read(samples), 1);
  EXPECT_THAT(samples, ElementsAre(2, 3));
  EXPECT_EQ(input.Read(samples), 0);
}

TEST(CodecInputTest, WhatIsNoSampleIsZero) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  MemorySource source({1, 3, nan, 4, -1, nan, infinity, 1e30F, -0x1p16F, 0x1.000002p16F}, 8000, 2);
  CodecInput input(&source, 1, 8000);
  std::vector<float> samples(5);
  EXPECT_EQ(input.Read(samples), 5);
  EXPECT_THAT(samples, ElementsAre(2, 2, -0.5F, 0, -0x1p15F));
  EXPECT_EQ(input.repaired(), 5U);
}

// In whatever pieces it is read, and over many blocks of the source.
TEST(CodecInputTest, IsAsLongAsTheRuleSays) {
  for (const size_t frames : {0, 1, 2, 147, 65536, 100001}) {
    std::vector<float> sine(frames);
    for (size_t i = 0; i < frames; ++i) sine[i] = std::sin(0.05F * static_cast<float>(i));
    MemorySource source(sine, 48000, 1);
    const auto whole = ReadMono(&source, 22050);
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->size(), (frames * 147 + 319) / 320);

    MemorySource again(sine, 48000, 1);
    CodecInput input(&again, 1, 22050);
    std::vector<float> pieces;
    std::vector<float> piece(777);
    for (int64_t count = std::ssize(piece); count == std::ssize(piece);) {
      count = input.Read(piece).value();
      pieces.insert(pieces.end(), piece.begin(), piece.begin() + count);
    }
    EXPECT_EQ(pieces, *whole);
    if (frames == 100001) {
      EXPECT_NEAR((*whole)[22050], std::sin(0.05F * 48000), 1e-3);
    }
  }
}

TEST(ReadMonoTest, StopsWhereItIsTold) {
  MemorySource source(std::vector<float>(20000, 0.5F), 8000, 1);
  EXPECT_EQ(ReadMono(&source, 8000, 17000)->size(), 17000U);
}

TEST(SampleFileTest, GivesBackWhatItTook) {
  SampleFile file;
  ASSERT_TRUE(file.Open({.sample_rate = 8000, .channels = 2, .tags = {}}));
  ASSERT_TRUE(file.Write(std::vector<float>{1, 3}));
  ASSERT_TRUE(file.Write(std::vector<float>{5, 7, -1, 0}));
  ASSERT_TRUE(file.Close());
  for (int time = 0; time < 2; ++time) {
    const auto source = file.Source();
    EXPECT_EQ(source->sample_rate(), 8000);
    EXPECT_EQ(source->channels(), 2);
    std::vector<float> samples(4);
    EXPECT_EQ(source->Read(samples), 2);
    EXPECT_THAT(samples, ElementsAre(1, 3, 5, 7));
    EXPECT_EQ(source->Read(samples), 1);
    EXPECT_THAT(samples, ElementsAre(-1, 0, 5, 7));
    EXPECT_EQ(source->Read(samples), 0);
  }
}

}  // namespace
}  // namespace spk
