// Channels, and sounds and numbers that are none.
#include <algorithm>
#include <cmath>

#include "tests/codec/codec_fixture.h"

namespace spk {
namespace {

using ::testing::HasSubstr;

class CodecSignalTest : public CodecFixture {};

TEST_F(CodecSignalTest, NumbersThatMakeNoSenseAreRefused) {
  EncodeOptions encode;
  encode.refinement = -1;
  Encode(Piano(1000), kRate, 1, encode);
  ASSERT_FALSE(report_);
  EXPECT_EQ(report_.error().code, ErrorCode::kUsage);
  encode = {};
  encode.lambda = std::nan("");
  Encode(Piano(1000), kRate, 1, encode);
  ASSERT_FALSE(report_);
  EXPECT_EQ(report_.error().code, ErrorCode::kUsage);
  const std::string bytes = Encode(Piano(1000));
  const auto refused = [&](double start, double duration, int64_t steps) {
    DecodeOptions options;
    options.start = start;
    options.duration = duration;
    options.sampling_steps = steps;
    Decode(bytes, options);
    return !decoded_ && decoded_.error().code == ErrorCode::kUsage;
  };
  for (const double number : {std::nan(""), HUGE_VAL, 1e300}) {
    EXPECT_TRUE(refused(number, -1, 0)) << number;
    EXPECT_TRUE(refused(0, number, 0)) << number;
  }
  EXPECT_TRUE(refused(-1, -1, 0));
  EXPECT_TRUE(refused(0, -1, -1));
}

// One sample that no recording holds costs itself.
TEST_F(CodecSignalTest, SamplesFarBeyondFullScaleAreZero) {
  std::vector<float> samples = Piano(3000);
  samples[1000] = 0;
  const std::string expected = Encode(samples);
  for (const float wrong : {1e30F, -1e30F, 1e6F, std::nanf(""), HUGE_VALF}) {
    samples[1000] = wrong;
    EXPECT_EQ(Encode(samples), expected) << wrong;
    EXPECT_EQ(report_->repaired, 1U);
  }
}

TEST_F(CodecSignalTest, EqualChannelsCostNoSide) {
  const auto mono = Piano(2 * kSegment);
  std::vector<float> stereo;
  for (const float x : mono) stereo.insert(stereo.end(), {x, x});
  const std::string bytes = Encode(stereo, kRate, 2);
  EXPECT_EQ(bytes.size(), Encode(mono).size());
  const Recording recording = Decode(bytes);
  for (size_t i = 0; i < recording.samples.size(); i += 2) {
    ASSERT_EQ(recording.samples[i], recording.samples[i + 1]);
  }
}

TEST_F(CodecSignalTest, TheSideIsCodedWhereItIsAndSilentElsewhere) {
  std::vector<float> stereo;
  const auto mono = Piano(3 * kSegment);
  for (size_t i = 0; i < mono.size(); ++i) {
    const bool apart = i >= kSegment && i < 2 * kSegment;
    stereo.insert(stereo.end(), {mono[i], apart ? 0 : mono[i]});
  }
  const std::string bytes = Encode(stereo, kRate, 2);
  EXPECT_EQ(report_->segments, 4U);
  const Recording recording = Decode(bytes);
  const auto side = [&](size_t i) {
    return std::abs(recording.samples[2 * i] - recording.samples[2 * i + 1]);
  };
  float loudest = 0;
  for (size_t i = 0; i < mono.size(); ++i) {
    const bool apart = i >= kSegment && i < 2 * kSegment;
    if (!apart) {
      ASSERT_EQ(side(i), 0) << i;
    }
    loudest = std::max(loudest, side(i));
  }
  EXPECT_GT(loudest, 0.01);
}

TEST_F(CodecSignalTest, MonoIsTheMeanInAllChannels) {
  const auto stereo = Piano(2 * 30000);
  EncodeOptions options;
  options.mono = true;
  const std::string bytes = Encode(stereo, kRate, 2, options);
  std::vector<float> mean;
  for (size_t i = 0; i < stereo.size(); i += 2) mean.push_back((stereo[i] + stereo[i + 1]) / 2);
  EXPECT_EQ(Events(bytes), Events(Encode(mean)));
  EXPECT_EQ(Decode(bytes).format.channels, 2);
}

TEST_F(CodecSignalTest, WhatIsNoNumberIsZeroAndCounted) {
  auto audio = Piano(30000);
  auto clean = audio;
  audio[1000] = NAN;
  audio[20000] = INFINITY;
  clean[1000] = clean[20000] = 0;
  const std::string bytes = Encode(audio);
  EXPECT_EQ(report_->repaired, 2U);
  EXPECT_EQ(bytes, Encode(clean));
}

TEST_F(CodecSignalTest, MoreChannelsAreAnError) {
  Encode(Piano(300), kRate, 3);
  ASSERT_FALSE(report_);
  EXPECT_EQ(report_.error().code, ErrorCode::kInput);
  EXPECT_THAT(report_.error().message, HasSubstr("3 channels"));
}

TEST_F(CodecSignalTest, ExtremeSoundsComeOutFinite) {
  std::vector<float> square(50000);
  for (size_t i = 0; i < square.size(); ++i) square[i] = i / 50 % 2 == 0 ? 1.0F : -1.0F;
  for (const auto& audio : {square, std::vector<float>(50000, 0.7F),
                            std::vector<float>(50000, 1e-30F), std::vector<float>(50000, 3e4F)}) {
    DecodeOptions options;
    options.sampling_steps = 1;
    const auto samples = Decode(Encode(audio), options).samples;
    ASSERT_EQ(samples.size(), audio.size());
    for (const float x : samples) ASSERT_TRUE(std::isfinite(x));
  }
}

TEST_F(CodecSignalTest, SilenceStaysSilent) {
  const auto samples = Decode(Encode(std::vector<float>(50000))).samples;
  for (const float x : samples) ASSERT_LT(std::abs(x), 1e-4);
}

}  // namespace
}  // namespace spk
