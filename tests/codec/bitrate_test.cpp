#include <gtest/gtest.h>

#include "codec/encode_at_bitrate.h"
#include "tests/codec/stub_model.h"
#include "tests/codec/test_codec.h"

namespace spk {
namespace {

// Segments of six seconds: a minute has ten.
// With lower prompts dense packing is the smallest whatever the prompt.
constexpr ModelFacts kFacts = {.geometry = {.units = 64},
                               .encoder_reach = 0,
                               .decoder_reach = 0,
                               .prompts = 32,
                               .lowest_prompt = 24};

class Twice : public MemorySource {
 public:
  using MemorySource::MemorySource;
  Result<bool> Rewind() override {
    Restart();
    return true;
  }
};

// Louder by and by, and silent now and then.
std::vector<float> Music(size_t samples) {
  std::vector<float> music = Piano(samples);
  for (size_t i = 0; i < samples; ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(samples);
    if (part > 0.4 && part < 0.5) music[i] = 0;
  }
  return music;
}

struct Coded {
  std::string bytes;
  EncodeReport report;

  double kbps() const { return static_cast<double>(bytes.size()) * 8e-3 / report.seconds; }
};

template <typename Source>
Coded Encode(double kbps, int channels = 1, int threads = 2) {
  const Codec codec(MakeStubModel(kFacts));
  Source source(Music(22050 * 60 * static_cast<size_t>(channels)), 22050, channels);
  std::ostringstream out;
  EncodeOptions options;
  options.bitrate = kbps;
  options.threads = threads;
  options.tags = {{"TITLE", "a"}};
  const auto report = codec.Encode(source, out, options);
  EXPECT_TRUE(report);
  return {out.str(), *report};
}

// What can be had at the ends.
double RateOf(int mu, int channels = 1) {
  const Codec codec(MakeStubModel(kFacts));
  MemorySource source(Music(22050 * 60 * static_cast<size_t>(channels)), 22050, channels);
  std::ostringstream out;
  EncodeOptions options;
  options.mu = mu;
  const auto report = codec.Encode(source, out, options);
  return static_cast<double>(out.str().size()) * 8e-3 / report->seconds;
}

TEST(Bitrate, TwoPassesComeToWithinAPercent) {
  const double lowest = RateOf(31);
  const double highest = RateOf(24);
  ASSERT_GT(highest, 1.5 * lowest);
  for (const double share : {0.2, 0.5, 0.8}) {
    const double wanted = lowest + share * (highest - lowest);
    const Coded coded = Encode<Twice>(wanted);
    EXPECT_NEAR(coded.kbps(), wanted, 0.01 * wanted);
    EXPECT_EQ(coded.report.segments_short, 0U);
    EXPECT_EQ(Encode<Twice>(wanted, 1, 1).bytes, coded.bytes) << "whatever the threads";
  }
}

TEST(Bitrate, ASideCountsToo) {
  const double wanted = (RateOf(24, 2) + RateOf(31, 2)) / 2;
  EXPECT_NEAR(Encode<Twice>(wanted, 2).kbps(), wanted, 0.01 * wanted);
}

TEST(Bitrate, OnePassNeverRunsOver) {
  const double wanted = (RateOf(24) + RateOf(31)) / 2;
  const Coded coded = Encode<MemorySource>(wanted);
  EXPECT_LT(coded.kbps(), 1.01 * wanted);
  EXPECT_GT(coded.kbps(), 0.8 * wanted);
  EXPECT_EQ(Encode<MemorySource>(wanted, 1, 1).bytes, coded.bytes);
  const double stereo = (RateOf(24, 2) + RateOf(31, 2)) / 2;
  EXPECT_LT(Encode<MemorySource>(stereo, 2).kbps(), 1.01 * stereo);
}

TEST(Bitrate, WhatNoPromptFitsIsCounted) {
  const double lowest = RateOf(31);
  for (const Coded& coded : {Encode<Twice>(lowest / 2), Encode<MemorySource>(lowest / 2)}) {
    EXPECT_GT(coded.report.segments_short, coded.report.segments / 2);
    const auto prompts = Prompts(coded.bytes);
    EXPECT_EQ(std::ranges::count(prompts, 31), std::ssize(prompts));
  }
}

TEST(Bitrate, MoreThanAllTheEventsIsNotNeeded) {
  EXPECT_NEAR(Encode<Twice>(3 * RateOf(24)).kbps(), RateOf(24), 0.05 * RateOf(24));
}

}  // namespace
}  // namespace spk
