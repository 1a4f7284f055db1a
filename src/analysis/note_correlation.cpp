#include "analysis/note_correlation.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdlib>

namespace spk {
namespace {

constexpr uint64_t kFewestOnsets = 10;
constexpr double kFewestByChance = 5;  // what tests by counts ask for, too

}  // namespace

NoteCorrelation::NoteCorrelation(int units)
    : units_(units),
      counts_(static_cast<size_t>(kPitches) * kAllLags * static_cast<size_t>(units)),
      pairs_(kAllLags),
      events_(static_cast<size_t>(units)),
      onsets_(kPitches) {
  assert(units >= 1 && units <= kMostUnits);
}

std::span<uint32_t> NoteCorrelation::Counts(int pitch, int lag) {
  const auto units = static_cast<size_t>(units_);
  return {counts_.data() + Place(pitch, lag) * units, units};
}

uint64_t NoteCorrelation::Count(int unit, int pitch, int lag) const {
  return counts_[Place(pitch, lag) * static_cast<size_t>(units_) + static_cast<size_t>(unit)];
}

void NoteCorrelation::Add(const EventMatrix& events, std::span<const NoteStep> onsets) {
  assert(events.units() == units_);
  events.ForEachEvent([&](int unit, int /*step*/) { ++events_[static_cast<size_t>(unit)]; });
  for (int lag = -kFarLags; lag <= kFarLags; ++lag) {
    pairs_[Place(0, lag)] += static_cast<uint64_t>(std::max(0, events.steps() - std::abs(lag)));
  }
  for (const NoteStep& onset : onsets) {
    ++onsets_[static_cast<size_t>(onset.pitch)];
    for (int lag = -kFarLags; lag <= kFarLags; ++lag) {
      const int step = onset.step - lag;
      if (step < 0 || step >= events.steps()) continue;
      const auto counts = Counts(onset.pitch, lag);
      events.ForEachEventOf(step, [&](int unit) { ++counts[static_cast<size_t>(unit)]; });
    }
  }
}

double NoteCorrelation::At(int unit, int pitch, int lag) const {
  const uint64_t pairs = Pairs(lag);
  return pairs == 0 ? 0 : static_cast<double>(Count(unit, pitch, lag)) / static_cast<double>(pairs);
}

double NoteCorrelation::Spread(int unit, int pitch) const {
  const auto all = static_cast<double>(steps());
  const double fires = static_cast<double>(events(unit)) / all;
  const double begins = static_cast<double>(onsets(pitch)) / all;
  return std::sqrt(fires * (1 - fires) * begins * (1 - begins));
}

std::optional<NotePeak> NoteCorrelation::Peak(int unit, int pitch) const {
  double near = 0;
  double far = 0;
  double far_pairs = 0;
  double near_pairs = 0;
  int best = 0;
  for (int lag = -kFarLags; lag <= kFarLags; ++lag) {
    const bool is_near = std::abs(lag) <= kNearLags;
    (is_near ? near : far) += static_cast<double>(Count(unit, pitch, lag));
    (is_near ? near_pairs : far_pairs) += static_cast<double>(Pairs(lag));
    if (std::abs(lag) <= kPeakLags && At(unit, pitch, lag) > At(unit, pitch, best)) best = lag;
  }
  const double by_chance = static_cast<double>(events(unit)) /
                           std::max(1.0, static_cast<double>(steps())) *
                           static_cast<double>(onsets(pitch)) * (2 * kNearLags + 1);
  if (onsets(pitch) < kFewestOnsets || by_chance < kFewestByChance) return std::nullopt;
  const double around = std::max(far, 1.0) / far_pairs;
  const double spread = Spread(unit, pitch);
  return NotePeak{.prominence = (near / near_pairs - around) / around,
                  .lag = best,
                  .coefficient = spread > 0 ? (At(unit, pitch, best) - around) / spread : 0};
}

}  // namespace spk
