// Lengths, rates and parts.
#include "spk/codec.h"

#include <algorithm>
#include <cmath>

#include "tests/codec/codec_fixture.h"

namespace spk {
namespace {

class CodecTest : public CodecFixture {};

TEST_F(CodecTest, EveryLengthComesBackExactly) {
  for (const size_t length : {size_t{0}, size_t{1}, size_t{511}, size_t{512}, size_t{513}, kSegment,
                              kSegment + 1, 2 * kSegment + 777}) {
    const std::string bytes = Encode(Piano(length));
    ASSERT_TRUE(report_) << length;
    EXPECT_EQ(report_->frames, length);
    EXPECT_EQ(report_->bytes, bytes.size());
    const Recording recording = Decode(bytes);
    ASSERT_TRUE(decoded_) << decoded_.error().message;
    EXPECT_EQ(recording.samples.size(), length);
    EXPECT_EQ(recording.format.sample_rate, kRate);
  }
}

TEST_F(CodecTest, EveryRateAndChannelCountComesBack) {
  for (const int rate : {8000, 11025, 16000, 44100, 44101, 48000, 96000, 192000}) {
    for (const int channels : {1, 2}) {
      const auto frames = static_cast<size_t>(rate) + 17;
      const std::string bytes =
          Encode(Piano(frames * static_cast<size_t>(channels)), rate, channels);
      const Recording recording = Decode(bytes);
      ASSERT_TRUE(decoded_) << decoded_.error().message;
      EXPECT_EQ(recording.format.sample_rate, rate);
      EXPECT_EQ(recording.format.channels, channels);
      EXPECT_EQ(recording.samples.size(), frames * static_cast<size_t>(channels)) << rate;
    }
  }
}

TEST_F(CodecTest, AnotherOutputRateIsPossible) {
  const std::string bytes = Encode(Piano(44100), 44100);
  DecodeOptions options;
  options.sample_rate = 16000;
  EXPECT_EQ(Decode(bytes, options).samples.size(), 16000U);
}

TEST_F(CodecTest, TheSeedIsOfTheNoise) {
  const std::string bytes = Encode(Piano(kSegment));
  DecodeOptions options;
  options.sampling_steps = 1;
  const auto samples = Decode(bytes, options).samples;
  EXPECT_EQ(Decode(bytes, options).samples, samples);
  options.seed = 1;
  EXPECT_NE(Decode(bytes, options).samples, samples);
}

TEST_F(CodecTest, WhatIsGeneratedCanBeBlendedIn) {
  const std::string bytes = Encode(Piano(2 * kSegment));
  DecodeOptions options;
  const auto coarse = Decode(bytes, options).samples;
  options.sampling_steps = 1;
  const auto sampled = Decode(bytes, options).samples;
  ASSERT_NE(sampled, coarse);
  options.generate = 0;
  EXPECT_EQ(Decode(bytes, options).samples, coarse);
  options.generate = 0.25;
  const auto blend = Decode(bytes, options).samples;
  ASSERT_EQ(blend.size(), coarse.size());
  for (size_t i = 0; i < blend.size(); ++i) {
    ASSERT_NEAR(blend[i], 0.75F * coarse[i] + 0.25F * sampled[i], 1e-4) << i;
  }
  for (const double wrong : {-0.01, 1.01, std::nan("")}) {
    options.generate = wrong;
    Decode(bytes, options);
    ASSERT_FALSE(decoded_) << wrong;
    EXPECT_EQ(decoded_.error().code, ErrorCode::kUsage);
  }
}

TEST_F(CodecTest, APartIsTheSameAsInTheWhole) {
  constexpr int kSourceRate = 44100;
  const std::string bytes = Encode(Piano(size_t{kSourceRate} * 40), kSourceRate);
  for (const int rate : {0, 22050, 48000}) {
    DecodeOptions options;
    options.sampling_steps = 1;
    options.sample_rate = rate;
    const auto whole = Decode(bytes, options).samples;
    const double hertz = rate == 0 ? kSourceRate : rate;
    for (const double start : {0.0, 0.1, 5.94, 17.123, 39.9}) {
      options.start = start;
      options.duration = 1.5;
      const auto part = Decode(bytes, options).samples;
      ASSERT_TRUE(decoded_) << decoded_.error().message;
      const auto first = static_cast<size_t>(std::llround(start * hertz));
      const auto last = std::min(whole.size(), first + static_cast<size_t>(1.5 * hertz));
      ASSERT_EQ(part.size(), last - first) << start;
      EXPECT_TRUE(std::equal(part.begin(), part.end(), whole.begin() + static_cast<int64_t>(first)))
          << start << " at " << rate;
    }
    options.start = 41;
    Decode(bytes, options);
    ASSERT_FALSE(decoded_);
    EXPECT_EQ(decoded_.error().code, ErrorCode::kUsage);
  }
}

// Cut where a segment ends, a recording has the same events in pieces as in one, but for 2.6 s
// around the cut: 1.5 loudness blocks, and the encoder's reach.
TEST_F(CodecTest, PiecesHaveTheEventsOfTheWhole) {
  const auto audio = Piano(6 * kSegment);
  const auto cut = audio.begin() + static_cast<int64_t>(3 * kSegment);
  const auto whole = Events(Encode(audio));
  auto pieces = Events(Encode({audio.begin(), cut}));
  const auto second = Events(Encode({cut, audio.end()}));
  pieces.insert(pieces.end(), second.begin(), second.end());
  ASSERT_EQ(whole.size(), pieces.size());
  const auto steps = static_cast<int>(whole.size());
  const int hop = static_cast<int>(6 * kSegment) / steps;
  const auto reach = static_cast<int>(std::ceil(2.6 * kRate / hop));
  int differing = 0;
  for (int step = 0; step < steps; ++step) {
    const bool same = whole[static_cast<size_t>(step)] == pieces[static_cast<size_t>(step)];
    if (std::abs(step - steps / 2) > reach) {
      EXPECT_TRUE(same) << step;
    } else {
      differing += same ? 0 : 1;
    }
  }
  EXPECT_GT(differing, 0);  // or the test looks at nothing
}

TEST_F(CodecTest, TagsTravel) {
  EncodeOptions options;
  options.tags = {{"TITLE", "Étude"}, {"ARTIST", "p11"}};
  EXPECT_EQ(Decode(Encode(Piano(600), kRate, 1, options)).format.tags, options.tags);
}

TEST_F(CodecTest, AnotherModelIsRefused) {
  std::istringstream encoded(Encode(Piano(600)));
  FileHeader header = SpkReader::Open(encoded)->header();
  header.model_id[0] ^= 1;
  MemorySink sink;
  std::istringstream in(EmptyFile(header));
  auto reader = SpkReader::Open(in);
  const auto decoded = codec_->Decode(*reader, sink, {});
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, ErrorCode::kModel);
}

}  // namespace
}  // namespace spk
