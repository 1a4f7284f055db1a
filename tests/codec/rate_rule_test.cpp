#include "codec/rate/rate_rule.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <numbers>
#include <set>
#include <sstream>

#include "audio/si_snr.h"
#include "codec/encode.h"
#include "codec/rate/minimum_quality.h"
#include "spk/codec.h"
#include "tests/codec/stub_model.h"
#include "tests/codec/test_codec.h"

namespace spk {
namespace {

constexpr ModelFacts kFacts = {.geometry = {.steps = 16, .loudness_spacing = 16},
                               .encoder_reach = 4,
                               .decoder_reach = 4,
                               .prompts = 32,
                               .defaults = {.mu = 7}};

// Tries two prompts and keeps them in turn: what is kept hangs on the order of the calls.
class InTurn final : public RateRule {
 public:
  std::optional<EncoderSettings> Try(uint64_t /*segment*/,
                                     std::span<const Candidate> tried) const override {
    if (tried.size() == 2) return std::nullopt;
    return EncoderSettings{.mu = tried.empty() ? 3 : tried[0].settings.mu + 8};
  }
  size_t Keep(std::span<const Candidate> tried) override {
    EXPECT_EQ(tried.size(), 2U);
    return kept_++ % 2;
  }

 private:
  size_t kept_ = 0;
};

std::string Encoded(RateRule& rule, int threads) {
  const auto model = MakeStubModel(kFacts);
  const auto packings = MakeSparsePackings(kFacts.geometry);
  MemorySource source(Piano(20 * 16 * 512), 22050, 1);
  std::ostringstream out;
  EncodeOptions options;
  options.threads = threads;
  EXPECT_TRUE(EncodeRecording(*model, *packings, rule, source, out, options));
  return out.str();
}

TEST(RateRules, KeepInTheOrderOfTheFileWhateverTheThreads) {
  InTurn alone;
  const std::string bytes = Encoded(alone, 1);
  std::vector<int> expected;
  for (int i = 0; i < 20; ++i) expected.push_back(i % 2 == 0 ? 3 : 11);
  EXPECT_EQ(Prompts(bytes), expected);
  InTurn many;
  EXPECT_EQ(Encoded(many, 4), bytes);
}

TEST(RateRules, APromptOrTheModelsOwnIsConstant) {
  const Codec codec(MakeStubModel(kFacts));
  EncodeOptions options;
  const auto own = MakeRateRule(codec.WithDefaults(options), kFacts);
  EXPECT_EQ(Prompts(Encoded(*own, 2)), std::vector<int>(20, 7));
  options.mu = 20;
  const auto asked = MakeRateRule(codec.WithDefaults(options), kFacts);
  EXPECT_EQ(Prompts(Encoded(*asked, 2)), std::vector<int>(20, 20));
}

// Prompts under 20 have 20 dB, others 1 dB less a step.
double Quality(int mu) { return mu < 20 ? 20 : 39 - mu; }

std::vector<Candidate> TryAll(const RateRule& rule) {
  std::vector<Candidate> tried;
  while (const auto settings = rule.Try(0, tried)) {
    tried.push_back({.settings = *settings, .packed = {}, .si_snr = Quality(settings->mu)});
  }
  return tried;
}

TEST(RateRules, TheLargestPromptThatReachesAQualityIsFoundByBisection) {
  for (const int wanted : {8, 12, 19, 20}) {
    MinimumQuality rule({.refinement = 2}, 0, 32, wanted);
    const auto tried = TryAll(rule);
    EXPECT_LE(tried.size(), 6U);
    const Candidate& kept = tried[rule.Keep(tried)];
    EXPECT_EQ(kept.settings.mu, std::min(31, 39 - wanted)) << wanted;
    EXPECT_EQ(kept.settings.refinement, 2);
    EXPECT_EQ(rule.segments_short(), 0U);
  }
}

TEST(RateRules, PromptsUnderTheLowestAreNotTried) {
  const MinimumQuality rule({}, 12, 32, 100);
  const auto tried = TryAll(rule);
  EXPECT_LE(tried.size(), 5U);
  for (const Candidate& candidate : tried) EXPECT_GE(candidate.settings.mu, 12);
}

TEST(RateRules, WhereNoPromptReachesAQualityTheBestIsKept) {
  MinimumQuality rule({}, 0, 32, 21);
  const auto tried = TryAll(rule);
  EXPECT_EQ(tried[rule.Keep(tried)].si_snr, 20);
  EXPECT_EQ(rule.segments_short(), 1U);
}

// A sine of whole periods a step, which the formula hears, and another one that grows segment by
// segment.
std::vector<float> TwoSines(const Geometry& geometry, int segments) {
  std::vector<float> samples;
  for (int64_t i = 0; i < segments * geometry.segment_samples(); ++i) {
    const double turn = 2 * std::numbers::pi * static_cast<double>(i) / geometry.hop;
    const auto share = 0.8 * static_cast<double>(i / geometry.segment_samples()) / segments;
    samples.push_back(static_cast<float>(0.2 * (std::sin(turn) + share * std::sin(3 * turn + 1))));
  }
  return samples;
}

// Of every segment of a file, decoded.
std::vector<double> Qualities(const Codec& codec, std::span<const float> original,
                              const std::string& bytes, int64_t segment) {
  std::istringstream in(bytes);
  auto reader = SpkReader::Open(in);
  MemorySink sink;
  EXPECT_TRUE(codec.Decode(*reader, sink, {}));
  const std::span<const float> decoded = sink.recording.samples;
  const auto length = static_cast<size_t>(segment);
  std::vector<double> qualities;
  for (size_t at = 0; at < original.size(); at += length) {
    qualities.push_back(SiSnr(original.subspan(at, length), decoded.subspan(at, length)));
  }
  return qualities;
}

// With its prompt every segment of the finished file has the quality; with the next, in a file of
// that prompt alone, it has not.
TEST(RateRules, AQualityIsThatOfTheFinishedFile) {
  constexpr ModelFacts kHears = {
      .geometry = {.units = 32, .steps = 64, .hop = 128, .loudness_spacing = 16},
      .encoder_reach = 2,
      .decoder_reach = 0,  // the formula's level is of the prompt: a neighbour's would drown it
      .prompts = 32};
  constexpr double kWanted = 5;
  constexpr double kTolerance = 0.1;  // for the envelope at the segment's ends
  const Codec codec(MakeStubModel(kHears));
  const std::vector<float> original = TwoSines(kHears.geometry, 12);
  const auto coded = [&](EncodeOptions options) {
    MemorySource source(original, 22050, 1);
    std::ostringstream out;
    EXPECT_TRUE(codec.Encode(source, out, options));
    return out.str();
  };
  EncodeOptions options;
  options.min_si_snr = kWanted;
  options.threads = 2;
  const std::string bytes = coded(options);
  options.threads = 1;
  EXPECT_EQ(coded(options), bytes);

  const int64_t segment = kHears.geometry.segment_samples();
  const std::vector<int> prompts = Prompts(bytes);
  const auto qualities = Qualities(codec, original, bytes, segment);
  EXPECT_GT(std::set<int>(prompts.begin(), prompts.end()).size(), 2U);
  for (size_t i = 0; i < prompts.size(); ++i) {
    EXPECT_GT(qualities[i], kWanted - kTolerance) << "segment " << i << ", prompt " << prompts[i];
    if (prompts[i] == 31) continue;
    EncodeOptions next;
    next.mu = prompts[i] + 1;
    EXPECT_LT(Qualities(codec, original, coded(next), segment)[i], kWanted + kTolerance) << i;
  }
}

}  // namespace
}  // namespace spk
