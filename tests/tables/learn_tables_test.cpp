#include "tables/learn_tables.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "bitstream/adaptive/flat_coder.h"
#include "bitstream/adaptive/flat_contexts.h"
#include "tables/learn_start.h"
#include "tests/bitstream/random_events.h"

namespace spk {
namespace {

constexpr int kUnits = 6;
constexpr int kSteps = 128;

// Unit 0 fires as a coin falls; each other unit does what the one before it did three steps ago,
// but once in twenty times; the last one is the exclusive or of the first two in the same step.
EventMatrix Chained(uint32_t seed) {
  EventMatrix events(kUnits, kSteps);
  std::mt19937 random(seed);
  for (int step = 0; step < kSteps; ++step) {
    for (int unit = 0; unit < kUnits; ++unit) {
      bool event = random() % 2 == 0;
      if (unit > 0 && step >= 3 && random() % 20 != 0) event = events.At(unit - 1, step - 3);
      if (unit == kUnits - 1) event = events.At(0, step) != events.At(1, step);
      if (event) events.Set(unit, step);
    }
  }
  return events;
}

// Bits a cell that nobody can know: a coin, four times "one in twenty and then a coin", nothing.
double Entropy() {
  constexpr double kFlip = 1.0 / 40;
  const double doubt = -kFlip * std::log2(kFlip) - (1 - kFlip) * std::log2(1 - kFlip);
  return (1 + (kUnits - 2) * doubt) / kUnits;
}

std::vector<EventMatrix> Segments(uint32_t first, uint32_t count) {
  std::vector<EventMatrix> segments;
  for (uint32_t i = 0; i < count; ++i) segments.push_back(Chained(first + i));
  return segments;
}

LearnOptions Small() {
  LearnOptions options;
  options.lags = 4;
  options.hidden = 8;
  options.passes = 20;
  options.batch = 2;
  options.rate = 0.01;
  return options;
}

TEST(LearnTables, FindsWhatUnitsSayOfEachOther) {
  const auto learnt = Segments(0, 60);
  double last = 1;
  int told = 0;
  const auto tables = LearnTables(learnt, Small(), [&](double done, double bits) {
    EXPECT_GT(done, 0.009 * ++told);
    last = bits;
  });
  EXPECT_EQ(told, 100);
  const auto others = Segments(1000, 20);
  constexpr double kCells = 20.0 * kUnits * kSteps;
  const double bits = IdealBits(tables, others) / kCells;
  EXPECT_GT(bits, Entropy() * 0.95);
  EXPECT_LT(bits, Entropy() * 1.25);
  EXPECT_NEAR(last, bits, 0.1);
  // The ideal code length is what coding takes.
  const auto view = EventTables::Open(tables).value();
  double coded = 0;
  for (const EventMatrix& events : others) {
    const auto bytes = EncodeFlat(view, events);
    EXPECT_EQ(DecodeFlat(view, kSteps, events.CountEvents(), bytes), events);
    coded += 8.0 * static_cast<double>(bytes.size());
  }
  EXPECT_NEAR(coded / kCells, bits, 0.02);
}

TEST(LearnTables, SameCallsGiveTheSameBytes) {
  LearnOptions options = Small();
  options.passes = 1;
  const auto learnt = Segments(0, 4);
  const auto quiet = [](double, double) {};
  const auto tables = LearnTables(learnt, options, quiet);
  EXPECT_EQ(LearnTables(learnt, options, quiet), tables);
  options.seed = 2;
  EXPECT_NE(LearnTables(learnt, options, quiet), tables);
}

TEST(LearnTables, StartValuesSaveWhatSegmentsWouldLearnAnew) {
  std::vector<EventMatrix> learnt;
  for (uint32_t i = 0; i < 40; ++i) learnt.push_back(RandomEvents(kUnits, kSteps, 0.02, i));
  EditableTables blank({.units = kUnits, .lags = 1, .hidden = 0});
  BlankStartValues({FlatContexts::Shape(kUnits), blank.mix});
  LearnOptions options = Small();
  options.lags = 1;
  options.hidden = 0;
  const auto tables = LearnTables(learnt, options, [](double, double) {});
  const std::vector<EventMatrix> others = {RandomEvents(kUnits, kSteps, 0.02, 100)};
  EXPECT_LT(IdealBits(tables, others), 0.8 * IdealBits(blank.bytes, others));
}

}  // namespace
}  // namespace spk
