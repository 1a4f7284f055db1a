// Which note each unit of a model stands for (arXiv 2402.01571, section 4).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/note_correlation.h"

namespace spk {

// The note with whose onsets a unit's events have the highest coefficient. Prominence would choose
// the rarest notes, whose greatest of many is chance.
struct BestNote {
  int unit = 0;
  int pitch = 0;
  NotePeak peak;
};

// What the events of a set of recordings have to do with their notes; and, as a measure of what the
// highest of many coefficients is by chance, with the same notes half a recording later.
class Selectivity {
 public:
  // units: as NoteCorrelation takes them.
  Selectivity(std::string name, int units)
      : name_(std::move(name)), notes_(units), chance_(units) {}

  // One more recording; as NoteCorrelation::Add.
  void Add(const EventMatrix& events, const std::vector<NoteStep>& onsets);

  const std::string& name() const { return name_; }  // of the set, for people
  const NoteCorrelation& notes() const { return notes_; }

  // Of the units for which there is one, in their order.
  std::vector<BestNote> BestNotes() const { return BestOf(notes_); }
  std::vector<BestNote> ChanceNotes() const { return BestOf(chance_); }

 private:
  static std::vector<BestNote> BestOf(const NoteCorrelation& correlation);

  std::string name_;
  NoteCorrelation notes_;
  NoteCorrelation chance_;
};

// What a set comes to; medians are over the units' best notes, 0 where there are none.
struct SelectivityFigures {
  int firing = 0;         // units that fire at all
  double density = 0;     // events a cell
  double prominence = 0;  // the median
  double prominence_by_chance = 0;
  double coefficient = 0;  // the median
  double coefficient_by_chance = 0;
  int selective = 0;  // units of a greater coefficient than nineteen of twenty have by chance
  int pitches = 0;    // different best notes of those
};
SelectivityFigures Summarize(const Selectivity& selectivity);

// C4 is note 60.
std::string PitchName(int pitch);

// A line of names, then one for every unit and note of each set that there is a prominence of: set,
// unit, pitch, note, events, onsets, prominence, lag, r, and C(tau) from c-10 to c10.
std::string CsvText(const std::vector<Selectivity>& sets);

}  // namespace spk
