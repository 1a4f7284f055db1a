// The whole codec: what must hold exactly, whatever model it runs over.
#include "spk/codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <sstream>
#include <thread>

#include "bitstream/chunk.h"
#include "bitstream/file_header.h"
#include "bitstream/segment_code.h"
#include "tests/codec/test_codec.h"

namespace spk {
namespace {

using ::testing::HasSubstr;

constexpr int kRate = 22050;
constexpr size_t kSegment = 131072;  // samples at the codec's rate

class CodecTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { codec_ = new Codec(TestCodec()); }
  static void TearDownTestSuite() { delete codec_; }

  static std::string Encode(std::vector<float> samples, int rate = kRate, int channels = 1,
                            EncodeOptions options = {}) {
    MemorySource source(std::move(samples), rate, channels);
    std::ostringstream out;
    report_ = codec_->Encode(source, out, options);
    return out.str();
  }

  static Recording Decode(const std::string& bytes, const DecodeOptions& options = {}) {
    std::istringstream in(bytes);
    auto reader = SpkReader::Open(in);
    MemorySink sink;
    decoded_ = codec_->Decode(*reader, sink, options);
    EXPECT_EQ(sink.recording.closed, decoded_.has_value());
    return sink.recording;
  }

  static Codec* codec_;
  static Result<EncodeReport> report_;
  static Result<DecodeReport> decoded_;
};

Codec* CodecTest::codec_ = nullptr;
Result<EncodeReport> CodecTest::report_;
Result<DecodeReport> CodecTest::decoded_;

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

TEST_F(CodecTest, NumbersThatMakeNoSenseAreRefused) {
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
    options.steps = steps;
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
TEST_F(CodecTest, SamplesFarBeyondFullScaleAreZero) {
  std::vector<float> samples = Piano(3000);
  samples[1000] = 0;
  const std::string expected = Encode(samples);
  for (const float wrong : {1e30F, -1e30F, 1e6F, std::nanf(""), HUGE_VALF}) {
    samples[1000] = wrong;
    EXPECT_EQ(Encode(samples), expected) << wrong;
    EXPECT_EQ(report_->repaired, 1U);
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

TEST_F(CodecTest, ThreadsChangeNothing) {
  const auto audio = Piano(2 * 3 * kSegment);
  EncodeOptions one;
  one.threads = 1;
  EncodeOptions three;
  three.threads = 3;
  const std::string bytes = Encode(audio, kRate, 2, one);
  EXPECT_EQ(Encode(audio, kRate, 2, three), bytes);
  for (const int64_t steps : {0, 2}) {
    DecodeOptions options;
    options.steps = steps;
    options.threads = 1;
    const auto samples = Decode(bytes, options).samples;
    options.threads = 3;
    EXPECT_EQ(Decode(bytes, options).samples, samples) << steps;
  }
}

TEST_F(CodecTest, SeveralCallersMayShareOne) {
  const auto audio = Piano(kSegment + 5000);
  const std::string bytes = Encode(audio);
  const auto samples = Decode(bytes).samples;
  std::vector<std::pair<std::string, std::vector<float>>> results(4);
  {
    std::vector<std::jthread> callers;
    for (auto& [coded, decoded] : results) {
      callers.emplace_back([&] {
        MemorySource source(audio, kRate, 1);
        std::ostringstream out;
        if (!codec_->Encode(source, out, {})) return;
        coded = out.str();
        std::istringstream in(coded);
        auto reader = SpkReader::Open(in);
        MemorySink sink;
        if (codec_->Decode(*reader, sink, {})) decoded = sink.recording.samples;
      });
    }
  }
  for (const auto& [coded, decoded] : results) {
    EXPECT_EQ(coded, bytes);
    EXPECT_EQ(decoded, samples);
  }
}

TEST_F(CodecTest, TheSeedIsOfTheNoise) {
  const std::string bytes = Encode(Piano(kSegment));
  DecodeOptions options;
  options.steps = 1;
  const auto samples = Decode(bytes, options).samples;
  EXPECT_EQ(Decode(bytes, options).samples, samples);
  options.seed = 1;
  EXPECT_NE(Decode(bytes, options).samples, samples);
}

TEST_F(CodecTest, APartIsTheSameAsInTheWhole) {
  constexpr int kSourceRate = 44100;
  const std::string bytes = Encode(Piano(size_t{kSourceRate} * 40), kSourceRate);
  for (const int rate : {0, 22050, 48000}) {
    DecodeOptions options;
    options.steps = 1;
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
  constexpr int kCut = 3 * 256;
  const auto reach = static_cast<int>(std::ceil(2.6 * kRate / 512));
  int differing = 0;
  for (int step = 0; step < 6 * 256; ++step) {
    const bool same = whole[static_cast<size_t>(step)] == pieces[static_cast<size_t>(step)];
    if (std::abs(step - kCut) > reach) {
      EXPECT_TRUE(same) << step;
    } else {
      differing += same ? 0 : 1;
    }
  }
  EXPECT_GT(differing, 0);  // or the test looks at nothing
}

TEST_F(CodecTest, EqualChannelsCostNoSide) {
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

TEST_F(CodecTest, TheSideIsCodedWhereItIsAndSilentElsewhere) {
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

TEST_F(CodecTest, MonoIsTheMeanInAllChannels) {
  const auto stereo = Piano(2 * 30000);
  EncodeOptions options;
  options.mono = true;
  const std::string bytes = Encode(stereo, kRate, 2, options);
  std::vector<float> mean;
  for (size_t i = 0; i < stereo.size(); i += 2) mean.push_back((stereo[i] + stereo[i + 1]) / 2);
  EXPECT_EQ(Events(bytes), Events(Encode(mean)));
  EXPECT_EQ(Decode(bytes).format.channels, 2);
}

TEST_F(CodecTest, WhatIsNoNumberIsZeroAndCounted) {
  auto audio = Piano(30000);
  auto clean = audio;
  audio[1000] = NAN;
  audio[20000] = INFINITY;
  clean[1000] = clean[20000] = 0;
  const std::string bytes = Encode(audio);
  EXPECT_EQ(report_->repaired, 2U);
  EXPECT_EQ(bytes, Encode(clean));
}

TEST_F(CodecTest, MoreChannelsAreAnError) {
  Encode(Piano(300), kRate, 3);
  ASSERT_FALSE(report_);
  EXPECT_EQ(report_.error().code, ErrorCode::kInput);
  EXPECT_THAT(report_.error().message, HasSubstr("3 channels"));
}

TEST_F(CodecTest, TagsTravel) {
  EncodeOptions options;
  options.tags = {{"TITLE", "Étude"}, {"ARTIST", "p11"}};
  EXPECT_EQ(Decode(Encode(Piano(600), kRate, 1, options)).format.tags, options.tags);
}

TEST_F(CodecTest, ExtremeSoundsComeOutFinite) {
  std::vector<float> square(50000);
  for (size_t i = 0; i < square.size(); ++i) square[i] = i / 50 % 2 == 0 ? 1.0F : -1.0F;
  for (const auto& audio : {square, std::vector<float>(50000, 0.7F),
                            std::vector<float>(50000, 1e-30F), std::vector<float>(50000, 3e4F)}) {
    DecodeOptions options;
    options.steps = 1;
    const auto samples = Decode(Encode(audio), options).samples;
    ASSERT_EQ(samples.size(), audio.size());
    for (const float x : samples) ASSERT_TRUE(std::isfinite(x));
  }
}

TEST_F(CodecTest, SilenceStaysSilent) {
  const auto samples = Decode(Encode(std::vector<float>(50000))).samples;
  for (const float x : samples) ASSERT_LT(std::abs(x), 1e-4);
}

TEST_F(CodecTest, ALostSegmentIsSilenceAndChangesItsNeighboursNoFurtherThanTheReach) {
  const auto audio = Piano(5 * kSegment);
  std::string bytes = Encode(audio);
  const auto whole = Decode(bytes).samples;
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);  // in segment 2
  Decode(bytes);
  ASSERT_FALSE(decoded_);
  EXPECT_EQ(decoded_.error().code, ErrorCode::kCorrupt);

  DecodeOptions options;
  options.keep_going = true;
  const auto rest = Decode(bytes, options).samples;
  ASSERT_TRUE(decoded_);
  EXPECT_FALSE(decoded_->errors.empty());
  ASSERT_EQ(rest.size(), whole.size());
  constexpr size_t kReach = 24 * 512;
  for (size_t i = 0; i < whole.size(); ++i) {
    const bool lost = i >= 2 * kSegment && i < 3 * kSegment;
    const bool near = i + kReach >= 2 * kSegment && i < 3 * kSegment + kReach;
    if (lost) {
      ASSERT_EQ(rest[i], 0) << i;
    }
    if (!near) {
      ASSERT_NEAR(rest[i], whole[i], 1e-5) << i;
    }
  }
}

TEST_F(CodecTest, ATruncatedFileGivesWhatItHolds) {
  std::string bytes = Encode(Piano(3 * kSegment));
  bytes.resize(bytes.size() / 2);
  DecodeOptions options;
  options.keep_going = true;
  EXPECT_EQ(Decode(bytes, options).samples.size(), kSegment);
  ASSERT_TRUE(decoded_);
  EXPECT_FALSE(decoded_->errors.empty());
}

TEST_F(CodecTest, ABrokenPayloadIsSilenceInItsPlace) {
  const auto audio = Piano(3 * kSegment);
  std::istringstream whole(Encode(audio));
  auto reader = SpkReader::Open(whole);
  ASSERT_TRUE(reader);
  const auto header = EncodeHeader(reader->header());
  std::string bytes(header.begin(), header.end());
  while (!reader->at_end()) {
    auto item = reader->Next();
    auto* packed = item ? std::get_if<PackedSegment>(&*item) : nullptr;
    if (packed == nullptr) continue;
    if (packed->segment.index == 2) ++packed->events.count;
    const SegmentCode code = EncodeSegment(reader->header(), *packed);
    const auto chunk = EncodeChunk(code.chunk_type, code.body);
    bytes.append(chunk.begin(), chunk.end());
  }
  DecodeOptions options;
  Decode(bytes, options);
  ASSERT_FALSE(decoded_);
  EXPECT_EQ(decoded_.error().code, ErrorCode::kCorrupt);
  options.keep_going = true;
  const auto samples = Decode(bytes, options).samples;
  ASSERT_TRUE(decoded_);
  EXPECT_EQ(decoded_->errors.size(), 2U) << "the payload, and the end that is not there";
  ASSERT_EQ(samples.size(), audio.size()) << "the last segment, too, has its length";
  const auto lost = std::span(samples).subspan(2 * kSegment);
  EXPECT_TRUE(std::ranges::all_of(lost, [](float x) { return x == 0; }));
  EXPECT_NE(samples[kSegment + 1000], 0);
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

TEST_F(CodecTest, ProgressCanStopBoth) {
  EncodeOptions options;
  options.progress = [](double) { return false; };
  Encode(Piano(3 * kSegment), kRate, 1, options);
  ASSERT_FALSE(report_);
  EXPECT_EQ(report_.error().code, ErrorCode::kCancelled);
  DecodeOptions decode;
  decode.progress = options.progress;
  Decode(Encode(Piano(3 * kSegment)), decode);
  ASSERT_FALSE(decoded_);
  EXPECT_EQ(decoded_.error().code, ErrorCode::kCancelled);
}

}  // namespace
}  // namespace spk
