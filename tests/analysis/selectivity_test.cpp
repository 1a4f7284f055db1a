#include "analysis/selectivity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <sstream>

namespace spk {
namespace {

using testing::AllOf;
using testing::Each;
using testing::Field;
using testing::HasSubstr;
using testing::SizeIs;

constexpr int kSteps = 6000;
constexpr int kUnits = 6;
constexpr int kPlanted = 2;  // a unit that fires at one pitch alone
constexpr int kPlantedPitch = 64;

// Notes of pitch 60 to 69 at random, in order.
std::vector<NoteStep> RandomNotes(std::mt19937* random) {
  std::vector<NoteStep> notes;
  for (int step = 0; step < kSteps; ++step) {
    if ((*random)() % 8 == 0) {
      notes.push_back({.step = step, .pitch = 60 + static_cast<int>((*random)() % 10)});
    }
  }
  return notes;
}

// Units that fire at random in one step of eight, and one that fires `delay` steps after its note.
EventMatrix PlantedEvents(const std::vector<NoteStep>& notes, int delay, std::mt19937* random) {
  EventMatrix events(kUnits, kSteps);
  for (int step = 0; step < kSteps; ++step) {
    for (int unit = 0; unit < kUnits; ++unit) {
      if (unit != kPlanted && (*random)() % 8 == 0) events.Set(unit, step);
    }
  }
  for (const NoteStep& note : notes) {
    const int step = note.step + delay;
    if (note.pitch == kPlantedPitch && step >= 0 && step < kSteps) events.Set(kPlanted, step);
  }
  return events;
}

Selectivity Planted(int delay) {
  std::mt19937 random(1);
  Selectivity set("planted", kUnits);
  for (int recording = 0; recording < 2; ++recording) {
    const auto notes = RandomNotes(&random);
    set.Add(PlantedEvents(notes, delay, &random), notes);
  }
  return set;
}

TEST(Selectivity, AUnitThatFiresAtOnePitchIsFound) {
  for (const int delay : {-2, 0, 3}) {
    const auto best = Planted(delay).BestNotes();
    ASSERT_EQ(best.size(), kUnits);
    EXPECT_EQ(best[kPlanted].pitch, kPlantedPitch);
    EXPECT_EQ(best[kPlanted].peak.lag, -delay);  // eq. 9: the note at t + tau
    EXPECT_NEAR(best[kPlanted].peak.coefficient, 1, 0.01);
    for (const BestNote& other : best) {
      if (other.unit == kPlanted) continue;
      EXPECT_LT(other.peak.prominence, 0.3) << other.unit;
      EXPECT_LT(other.peak.coefficient, 0.1) << other.unit;
    }
  }
}

TEST(Selectivity, FiguresTellThePlantedUnitFromChance) {
  const SelectivityFigures figures = Summarize(Planted(0));
  EXPECT_EQ(figures.firing, kUnits);
  EXPECT_NEAR(figures.density, (kUnits - 1.0 + 0.1) / kUnits / 8, 0.005);
  EXPECT_LT(figures.coefficient, 0.1);  // most units are not planted
  EXPECT_LT(figures.coefficient_by_chance, 0.1);
  EXPECT_GE(figures.selective, 1);
  EXPECT_LT(figures.selective, kUnits);
}

TEST(Selectivity, CorrelationsAreCountedToTheStep) {
  // The note begins in step 50, between events 40 steps before, in it, and 5 after.
  EventMatrix events(1, 100);
  for (const int step : {10, 50, 55}) events.Set(0, step);
  NoteCorrelation notes(1);
  notes.Add(events, std::vector<NoteStep>{{.step = 50, .pitch = 60}});
  EXPECT_EQ(notes.At(0, 60, 0), 1.0 / 100);
  EXPECT_EQ(notes.At(0, 60, -5), 1.0 / 95);
  EXPECT_EQ(notes.At(0, 60, 5), 0);
  EXPECT_EQ(notes.At(0, 61, 0), 0);
  EXPECT_EQ(notes.steps(), 100);
  EXPECT_EQ(notes.events(0), 3);
  EXPECT_EQ(notes.onsets(60), 1);
}

TEST(Selectivity, ProminenceIsThatOfTheMeansNearAndFar) {
  // A unit that always fires stands out nowhere; one that fires in every step within 9 of the
  // notes and every second one around them, by 1.
  EventMatrix events(2, 2000);
  std::vector<NoteStep> onsets;
  for (int step = 100; step < 2000; step += 100) onsets.push_back({.step = step, .pitch = 60});
  for (int step = 0; step < 2000; ++step) {
    events.Set(0, step);
    const int from_note = std::min(step % 100, 100 - step % 100);
    if (from_note <= 9 || step % 2 == 0) events.Set(1, step);
  }
  NoteCorrelation notes(2);
  notes.Add(events, onsets);
  ASSERT_TRUE(notes.Peak(0, 60) && notes.Peak(1, 60));
  EXPECT_NEAR(notes.Peak(0, 60)->prominence, 0, 0.03);  // C is a share of fewer pairs far away
  EXPECT_NEAR(notes.Peak(1, 60)->prominence, 1, 0.05);
}

TEST(Selectivity, RareNotesAndSilentUnitsHaveNone) {
  EventMatrix events(2, 1000);
  std::vector<NoteStep> onsets;
  for (int step = 50; step < 1000; step += 50) {
    events.Set(0, step);
    onsets.push_back({.step = step, .pitch = 60});
    if (step < 500) onsets.push_back({.step = step, .pitch = 61});
  }
  NoteCorrelation notes(2);
  notes.Add(events, onsets);
  EXPECT_TRUE(notes.Peak(0, 60));
  EXPECT_FALSE(notes.Peak(0, 61));  // nine times
  EXPECT_FALSE(notes.Peak(1, 60));
  EXPECT_FALSE(NoteCorrelation(1).Peak(0, 60));
}

TEST(Selectivity, PitchesHaveNames) {
  EXPECT_EQ(PitchName(60), "C4");
  EXPECT_EQ(PitchName(21), "A0");
  EXPECT_EQ(PitchName(108), "C8");
}

TEST(Selectivity, CsvHasEveryUnitAndNote) {
  std::istringstream csv(CsvText({Planted(0)}));
  std::vector<std::string> lines;
  for (std::string line; std::getline(csv, line);) lines.push_back(line);
  ASSERT_THAT(lines, SizeIs(1 + kUnits * 10));
  EXPECT_THAT(lines[0], HasSubstr("set,unit,pitch,note,events,onsets,prominence,lag,r,c-10,"));
  EXPECT_THAT(lines[1], testing::StartsWith("planted,0,60,C4,"));
  for (const std::string& line : lines) EXPECT_EQ(std::ranges::count(line, ','), 8 + 21);
}

}  // namespace
}  // namespace spk
