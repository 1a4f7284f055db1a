#include "analysis/selectivity.h"

#include <algorithm>
#include <array>
#include <set>
#include <sstream>
#include <utility>

#include "metrics/statistics.h"
#include "system/text.h"

namespace spk {
namespace {

// Half a recording later, and what would be past its end from its start on.
std::vector<NoteStep> HalfLater(std::vector<NoteStep> onsets, int steps) {
  for (NoteStep& onset : onsets) onset.step = (onset.step + steps / 2) % steps;
  return onsets;
}

double PercentileOf(const std::vector<BestNote>& notes, double NotePeak::*figure, double percent) {
  if (notes.empty()) return 0;
  std::vector<double> values;
  values.reserve(notes.size());
  for (const BestNote& note : notes) values.push_back(note.peak.*figure);
  return Percentile(std::move(values), percent);
}

void WriteRow(const Selectivity& set, int unit, int pitch, const NotePeak& peak,
              std::ostream& out) {
  const NoteCorrelation& notes = set.notes();
  out << CsvCell(set.name()) << ',' << unit << ',' << pitch << ',' << PitchName(pitch) << ','
      << notes.events(unit) << ',' << notes.onsets(pitch) << ',' << peak.prominence << ','
      << peak.lag << ',' << peak.coefficient;
  for (int lag = -kPeakLags; lag <= kPeakLags; ++lag) out << ',' << notes.At(unit, pitch, lag);
  out << '\n';
}

}  // namespace

void Selectivity::Add(const EventMatrix& events, const std::vector<NoteStep>& onsets) {
  notes_.Add(events, onsets);
  chance_.Add(events, HalfLater(onsets, events.steps()));
}

std::vector<BestNote> Selectivity::BestOf(const NoteCorrelation& correlation) {
  std::vector<BestNote> best;
  for (int unit = 0; unit < correlation.units(); ++unit) {
    std::optional<BestNote> found;
    for (int pitch = 0; pitch < kPitches; ++pitch) {
      const auto peak = correlation.Peak(unit, pitch);
      if (!peak || (found && peak->coefficient <= found->peak.coefficient)) continue;
      found = BestNote{.unit = unit, .pitch = pitch, .peak = *peak};
    }
    if (found) best.push_back(*found);
  }
  return best;
}

SelectivityFigures Summarize(const Selectivity& selectivity) {
  const NoteCorrelation& notes = selectivity.notes();
  SelectivityFigures figures;
  uint64_t events = 0;
  for (int unit = 0; unit < notes.units(); ++unit) {
    events += notes.events(unit);
    if (notes.events(unit) > 0) ++figures.firing;
  }
  const double cells = static_cast<double>(notes.steps()) * notes.units();
  figures.density = static_cast<double>(events) / std::max(1.0, cells);
  const auto best = selectivity.BestNotes();
  const auto by_chance = selectivity.ChanceNotes();
  figures.prominence = PercentileOf(best, &NotePeak::prominence, 50);
  figures.prominence_by_chance = PercentileOf(by_chance, &NotePeak::prominence, 50);
  figures.coefficient = PercentileOf(best, &NotePeak::coefficient, 50);
  figures.coefficient_by_chance = PercentileOf(by_chance, &NotePeak::coefficient, 50);
  const double threshold = PercentileOf(by_chance, &NotePeak::coefficient, 95);
  std::set<int> pitches;
  for (const BestNote& note : best) {
    if (note.peak.coefficient <= threshold) continue;
    ++figures.selective;
    pitches.insert(note.pitch);
  }
  figures.pitches = static_cast<int>(pitches.size());
  return figures;
}

std::string PitchName(int pitch) {
  constexpr std::array kNames = {"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};
  return kNames[static_cast<size_t>(pitch % 12)] + std::to_string(pitch / 12 - 1);
}

std::string CsvText(const std::vector<Selectivity>& sets) {
  std::ostringstream out;
  out << "set,unit,pitch,note,events,onsets,prominence,lag,r";
  for (int lag = -kPeakLags; lag <= kPeakLags; ++lag) out << ",c" << lag;
  out << '\n';
  for (const Selectivity& set : sets) {
    for (int unit = 0; unit < set.notes().units(); ++unit) {
      for (int pitch = 0; pitch < kPitches; ++pitch) {
        const auto peak = set.notes().Peak(unit, pitch);
        if (peak) WriteRow(set, unit, pitch, *peak, out);
      }
    }
  }
  return out.str();
}

}  // namespace spk
