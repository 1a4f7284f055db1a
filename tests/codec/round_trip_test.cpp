// Recordings through a model without events.
#include "codec/round_trip.h"

#include <gmock/gmock.h>

#include "audio/loudness.h"
#include "tests/codec/stub_baseline.h"
#include "tests/codec/test_codec.h"

namespace spk {
namespace {

constexpr int kRate = 22050;
constexpr size_t kSegment = 131072;
constexpr size_t kHop = 512;

std::vector<float> RoundTripOf(const BaselineFacts& facts, std::vector<float> samples,
                               const RoundTripOptions& options = {}, int channels = 1) {
  MemorySource source(std::move(samples), kRate, channels);
  MemorySink sink;
  const auto done = RoundTrip(*MakeStubBaseline(facts), source, sink, options);
  EXPECT_TRUE(done) << done.error().message;
  EXPECT_TRUE(sink.recording.closed);
  EXPECT_EQ(sink.recording.format.sample_rate, kRate);
  EXPECT_EQ(sink.recording.format.channels, 1);
  return sink.recording.samples;
}

// The same over the recording as a whole.
std::vector<float> AtOnce(const BaselineFacts& facts, std::vector<float> samples,
                          const Sampling& sampling) {
  LoudnessMeter meter;
  meter.Add(samples);
  samples.resize((samples.size() + kHop - 1) / kHop * kHop);
  std::vector<float> gain(samples.size());
  LoudnessEnvelope(meter.Points(), 0, gain);
  for (size_t i = 0; i < gain.size(); ++i) samples[i] /= gain[i];
  std::vector<float> decoded = *MakeStubBaseline(facts)->Reconstruct(samples, sampling, 0);
  for (size_t i = 0; i < gain.size(); ++i) decoded[i] *= gain[i];
  return decoded;
}

MATCHER_P(AreNear, expected, "") {
  if (arg.size() != expected.size()) return false;
  for (size_t i = 0; i < arg.size(); ++i) {
    if (std::abs(arg[i] - expected[i]) > 1e-5) {
      *result_listener << "at " << i << ": " << arg[i] << ", not " << expected[i];
      return false;
    }
  }
  return true;
}

TEST(RoundTripTest, WindowsAreAsOfTheWhole) {
  BaselineFacts facts{.reach = 9, .generates = true};
  for (const size_t length : {size_t{1}, kHop, kSegment, 2 * kSegment + 70'001}) {
    for (const int64_t steps : {0, 3}) {
      const Sampling sampling{.steps = steps, .seed = 5};
      EXPECT_THAT(RoundTripOf(facts, Piano(length), {.sampling = sampling}),
                  AreNear(AtOnce(facts, Piano(length), sampling)))
          << length << " samples, " << steps << " steps";
    }
  }
}

TEST(RoundTripTest, WhatReachesTooFarIsHeardAsFarAsTheEnvelopeIsKnown) {
  const auto music = Piano(2 * kSegment);
  const auto decoded = RoundTripOf({.reach = 200}, music);
  EXPECT_EQ(decoded.size(), music.size());
  EXPECT_THAT(RoundTripOf({.reach = 32}, music), AreNear(AtOnce({.reach = 32}, music, {})));
}

TEST(RoundTripTest, ThreadsChangeNothing) {
  const auto music = Piano(5 * kSegment + 3);
  EXPECT_EQ(RoundTripOf({.reach = 4}, music, {.threads = 1}),
            RoundTripOf({.reach = 4}, music, {.threads = 3}));
}

TEST(RoundTripTest, StereoIsHeardAsItsMean) {
  std::vector<float> stereo;
  for (const float sample : Piano(30'000)) {
    stereo.push_back(1.5F * sample);
    stereo.push_back(0.5F * sample);
  }
  EXPECT_THAT(RoundTripOf({.reach = 2}, stereo, {}, 2),
              AreNear(RoundTripOf({.reach = 2}, Piano(30'000))));
}

TEST(RoundTripTest, StopsAndRefuses) {
  const auto error_of = [](const BaselineFacts& facts, const RoundTripOptions& options) {
    MemorySource source(Piano(3 * kSegment), kRate, 1);
    MemorySink sink;
    const auto done = RoundTrip(*MakeStubBaseline(facts), source, sink, options);
    EXPECT_FALSE(done);
    EXPECT_FALSE(sink.recording.closed);
    return done ? ErrorCode::kUnexpected : done.error().code;
  };
  EXPECT_EQ(error_of({}, {.sampling = {.steps = 1}}), ErrorCode::kUsage);
  EXPECT_EQ(error_of({}, {.progress = [](double seconds) { return seconds < 7; }}),
            ErrorCode::kCancelled);
}

}  // namespace
}  // namespace spk
