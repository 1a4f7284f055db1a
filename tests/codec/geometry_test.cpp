// Models of other shapes than the shipped ones, through the whole codec.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <sstream>

#include "audio/loudness.h"
#include "tests/codec/stub_model.h"
#include "tests/codec/test_codec.h"

namespace spk {
namespace {

struct Shape {
  const char* name;
  ModelFacts facts;
};

class Geometries : public ::testing::TestWithParam<Shape> {
 protected:
  std::string Encode(std::vector<float> samples, int threads = 0) const {
    MemorySource source(std::move(samples), kRate, 1);
    std::ostringstream out;
    EncodeOptions options;
    options.threads = threads;
    EXPECT_TRUE(codec_.Encode(source, out, options));
    return out.str();
  }

  std::vector<float> Decode(const std::string& bytes, const DecodeOptions& options = {}) const {
    std::istringstream in(bytes);
    auto reader = SpkReader::Open(in);
    MemorySink sink;
    EXPECT_TRUE(codec_.Decode(*reader, sink, options));
    return sink.recording.samples;
  }

  static constexpr int kRate = 22050;
  const ModelFacts& facts_ = GetParam().facts;
  const Geometry& geometry_ = facts_.geometry;
  const size_t segment_ = static_cast<size_t>(geometry_.segment_samples());
  const size_t hop_ = static_cast<size_t>(geometry_.hop);
  Codec codec_{MakeStubModel(facts_)};
};

TEST_P(Geometries, EveryLengthComesBack) {
  for (const size_t length :
       {size_t{1}, hop_, hop_ + 1, segment_ - 1, segment_, 2 * segment_ + hop_ / 2}) {
    EXPECT_EQ(Decode(Encode(Piano(length))).size(), length);
  }
}

// Windows hold the whole reach on both sides: the events are those of the formula over the whole
// recording at once.
TEST_P(Geometries, EventsAreThoseOfTheWhole) {
  const std::vector<float> audio = Piano(3 * segment_);
  std::vector<int8_t> points;
  const std::string bytes = Encode(audio);
  std::istringstream in(bytes);
  auto reader = UnpackingReader::Open(in);
  while (!reader->at_end()) {
    const auto item = reader->Next();
    const auto* coded = item ? std::get_if<CodedSegment>(&*item) : nullptr;
    if (coded == nullptr) continue;
    points.insert(points.end(), coded->segment.loudness.begin(), coded->segment.loudness.end());
  }
  std::vector<float> levelled(audio.size());
  LoudnessEnvelope(points, 0, levelled, geometry_.loudness_samples());
  for (size_t i = 0; i < audio.size(); ++i) levelled[i] = audio[i] / levelled[i];
  const auto whole = MakeStubModel(facts_)->Encode(levelled, 0, 3 * geometry_.steps, {}, {});
  const auto events = Events(bytes);
  ASSERT_EQ(events.size(), static_cast<size_t>(3 * geometry_.steps));
  size_t fired = 0;
  for (int step = 0; step < 3 * geometry_.steps; ++step) {
    for (int unit = 0; unit < geometry_.units; ++unit) {
      const bool event = events[static_cast<size_t>(step)][static_cast<size_t>(unit)];
      ASSERT_EQ(event, whole->At(unit, step)) << step << " " << unit;
      fired += event ? 1 : 0;
    }
  }
  EXPECT_GT(fired, events.size() / 4);
}

TEST_P(Geometries, APartIsTheSameAsInTheWholeAndThreadsChangeNothing) {
  const std::vector<float> audio = Piano(4 * segment_ + 100);
  const std::string bytes = Encode(audio, 1);
  EXPECT_EQ(Encode(audio, 3), bytes);
  DecodeOptions options;
  options.sampling_steps = 1;
  options.threads = 3;
  const auto whole = Decode(bytes, options);
  options.start = 1.5 * static_cast<double>(segment_) / kRate;
  options.duration = 0.7 * static_cast<double>(segment_) / kRate;
  options.threads = 1;
  const auto part = Decode(bytes, options);
  ASSERT_GT(part.size(), segment_ / 2);
  const auto first = static_cast<int64_t>(std::llround(options.start * kRate));
  EXPECT_TRUE(std::equal(part.begin(), part.end(), whole.begin() + first));
}

class Prompts : public ::testing::Test {
 protected:
  Result<EncodeReport> Encode(std::optional<int> mu) {
    MemorySource source(Piano(3 * 131072), 22050, 1);
    EncodeOptions options;
    options.mu = mu;
    coded_.str("");
    return codec_.Encode(source, coded_, options);
  }

  const ModelFacts facts_{
      .geometry = {}, .encoder_reach = 4, .decoder_reach = 20, .prompts = 8, .defaults = {.mu = 3}};
  Codec codec_{MakeStubModel(facts_)};
  std::ostringstream coded_;
};

TEST_F(Prompts, MoreIsFewerEvents) {
  auto before = std::numeric_limits<int64_t>::max();
  for (const int mu : {0, 3, 7}) {
    ASSERT_TRUE(Encode(mu));
    int64_t fired = 0;
    for (const auto& step : Events(coded_.str())) fired += std::ranges::count(step, true);
    EXPECT_LT(fired, before) << mu;
    before = fired;
  }
  ASSERT_TRUE(Encode({}));
  const std::string own = coded_.str();
  ASSERT_TRUE(Encode(3));
  EXPECT_EQ(coded_.str(), own);
}

TEST_F(Prompts, OnesThatTheModelLacksAreRefused) {
  EXPECT_EQ(Encode(8).error().code, ErrorCode::kUsage);
  EXPECT_EQ(Encode(-1).error().code, ErrorCode::kUsage);
  codec_ = Codec(MakeStubModel({.geometry = {}}));
  EXPECT_EQ(Encode(0).error().code, ErrorCode::kUsage);
}

// Each segment may have its own: a window is decoded with those of its neighbours in its margins,
// as if the whole were decoded at once.
TEST_F(Prompts, TravelStepByStep) {
  FileHeader header;
  header.source_rate = header.codec_rate;
  constexpr int kSegments = 3;
  EventMatrix whole(header.units, kSegments * header.steps);
  std::vector<uint8_t> mu;
  auto writer = SpkWriter::Create(coded_, header);
  for (int i = 0; i < kSegments; ++i) {
    Segment segment{.index = static_cast<uint64_t>(i),
                    .channel = 0,
                    .mu = 7 - 3 * i,
                    .loudness = {0, 0, 0, 0},
                    .events = EventMatrix(header.units, header.steps)};
    for (int step = 0; step < header.steps; ++step) {
      const int unit = step * 7 % header.units;
      segment.events.Set(unit, step);
      whole.Set(unit, i * header.steps + step);
    }
    mu.insert(mu.end(), static_cast<size_t>(header.steps), static_cast<uint8_t>(segment.mu));
    ASSERT_TRUE(writer->WriteSegment(segment));
  }
  ASSERT_TRUE(writer->Finish(static_cast<uint64_t>(kSegments * header.segment_samples())));
  const auto expected = MakeStubModel(facts_)->Decode(whole, mu, {}, 0);
  std::istringstream in(coded_.str());
  auto reader = SpkReader::Open(in);
  MemorySink sink;
  ASSERT_TRUE(codec_.Decode(*reader, sink, {}));
  ASSERT_EQ(sink.recording.samples.size(), expected->size());
  for (size_t i = 0; i < expected->size(); ++i) {
    ASSERT_NEAR(sink.recording.samples[i], (*expected)[i], 1e-6) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, Geometries,
    ::testing::Values(
        Shape{"AsShipped", {.geometry = {}, .encoder_reach = 16, .decoder_reach = 28}},
        Shape{"NoReach", {}},
        Shape{"Hop640",
              {.geometry = {.units = 160, .steps = 204, .hop = 640, .loudness_spacing = 51},
               .encoder_reach = 25,
               .decoder_reach = 40}},
        Shape{"Hop3072",
              {.geometry = {.units = 320, .steps = 44, .hop = 3072, .loudness_spacing = 11},
               .encoder_reach = 5,
               .decoder_reach = 3}},
        Shape{"OneUnit",
              {.geometry = {.units = 1, .steps = 2048, .hop = 64, .loudness_spacing = 128},
               .encoder_reach = 1,
               .decoder_reach = 100}}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace spk
