// Rate and quality window by window: how they spread over music (Figure 4 of the paper).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "evaluation/evaluate.h"

namespace spk {

// What the segments take of a window: of each the share that it covers. NaN where no segment is.
struct WindowRate {
  double kbps = 0;
  double events_per_second = 0;
  double mu = 0;  // mean over the time that is covered
};
WindowRate RateIn(const WindowFigures& window, std::span<const SegmentCost> segments);

inline constexpr std::array<double, 5> kSpreadPercents = {5, 25, 50, 75, 95};

// Over all windows of all files, silent ones left out.
struct Spread {
  std::optional<int64_t> steps;  // of the decode; none of a rate, or of another codec's
  std::string name;              // what of, with its unit
  double mean = 0;
  double deviation = 0;  // standard, of the population
  std::array<double, kSpreadPercents.size()> percentiles{};
};

// The rate (not where no segments are known), and the SI-SNR of each decode. Windows without a
// finite value do not count; nothing where there is none.
std::vector<Spread> SpreadsOf(std::span<const FileEvaluation> files);

// A line of names, then one a window: file, steps, start, seconds, kbps, events_per_second, mu, and
// the metrics of kMetrics, and OctaveLevels; what is not known is empty.
std::string WindowsCsv(std::span<const FileEvaluation> files);

}  // namespace spk
