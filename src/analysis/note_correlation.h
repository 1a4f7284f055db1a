// How a unit's events go with the onsets of a note: C(tau) of eq. 9 of arXiv 2402.01571, and what
// stands out of it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "spk/event_matrix.h"

namespace spk {

// A note that begins in a step of an event matrix.
struct NoteStep {
  int step = 0;
  int pitch = 0;  // MIDI note number, 0..127

  bool operator==(const NoteStep&) const = default;
};

inline constexpr int kPitches = 128;
inline constexpr int kPeakLags = 10;  // steps, where a peak is looked for

// What a correlation comes to.
struct NotePeak {
  double prominence = 0;  // of the peak over what is around it, as a share of that; -1 or more
  int lag = 0;            // steps from event to onset where C is highest; under 0: it comes after
  // There: Pearson's r of events and onsets, less what it is around, so that what fires as long as
  // a key or a piece lasts has none; -1..1.
  double coefficient = 0;
};

class NoteCorrelation {
 public:
  static constexpr int kMostUnits = 1024;

  // units: 1..kMostUnits.
  explicit NoteCorrelation(int units);

  // One more recording. events: [units, steps]; onsets: within its steps, each once.
  void Add(const EventMatrix& events, std::span<const NoteStep> onsets);

  int units() const { return units_; }
  uint64_t steps() const { return pairs_[kFarLags]; }
  uint64_t events(int unit) const { return events_[static_cast<size_t>(unit)]; }
  uint64_t onsets(int pitch) const { return onsets_[static_cast<size_t>(pitch)]; }

  // C(tau): how often the unit fires in step t and the note begins in t + tau, as a share of all t
  // for which both are in a recording. |lag| <= kPeakLags.
  double At(int unit, int pitch, int lag) const;

  // Over |tau| < 10 against 10 <= |tau| <= 43, a second: (near - far) / far of the means of C; far
  // is taken to be one coincidence at least. Nothing where chance alone would give less than five
  // near ones, or the note begins less than ten times.
  std::optional<NotePeak> Peak(int unit, int pitch) const;

 private:
  static constexpr int kNearLags = 9;
  static constexpr int kFarLags = 43;
  static constexpr int kAllLags = 2 * kFarLags + 1;

  // Coincidences of all units at one lag of a pitch.
  std::span<uint32_t> Counts(int pitch, int lag);
  uint64_t Count(int unit, int pitch, int lag) const;
  static size_t Place(int pitch, int lag) {
    const int place = pitch * kAllLags + kFarLags + lag;
    return static_cast<size_t>(place);
  }
  uint64_t Pairs(int lag) const { return pairs_[Place(0, lag)]; }
  // The product of their standard deviations, in a step.
  double Spread(int unit, int pitch) const;

  int units_;
  std::vector<uint32_t> counts_;  // [pitches, lags, units]
  std::vector<uint64_t> pairs_;   // [lags]: pairs of steps
  std::vector<uint64_t> events_;  // [units]
  std::vector<uint64_t> onsets_;  // [pitches]
};

}  // namespace spk
