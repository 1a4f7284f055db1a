#include "evaluation/window_figures.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <sstream>

#include "evaluation/figures.h"
#include "metrics/statistics.h"
#include "system/text.h"

namespace spk {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// Seconds that both have.
double Overlap(const WindowFigures& window, const SegmentCost& segment) {
  const double from = std::max(window.start, segment.start);
  const double until = std::min(window.start + window.seconds, segment.start + segment.seconds);
  return std::max(0.0, until - from);
}

double KbpsOf(const FileEvaluation& file, const WindowFigures& window) {
  return RateIn(window, file.segments).kbps;
}

double SiSnrOf(const FileEvaluation& /*file*/, const WindowFigures& window) {
  return window.metrics[kSiSnr];
}

using ValueOf = std::function<double(const FileEvaluation&, const WindowFigures&)>;

std::optional<Spread> SpreadOf(std::span<const FileEvaluation> files, size_t decode,
                               const std::string& name, const ValueOf& value_of) {
  std::vector<double> values;
  for (const FileEvaluation& file : files) {
    for (const WindowFigures& window : file.decodes[decode].comparison.windows) {
      const double value = value_of(file, window);
      if (std::isfinite(value)) values.push_back(value);
    }
  }
  if (values.empty()) return std::nullopt;
  Spread spread;
  spread.name = name;
  spread.mean = Mean(values);
  double squares = 0;
  for (const double value : values) squares += std::pow(value - spread.mean, 2);
  spread.deviation = std::sqrt(squares / static_cast<double>(values.size()));
  for (size_t i = 0; i < kSpreadPercents.size(); ++i) {
    spread.percentiles[i] = Percentile(values, kSpreadPercents[i]);
  }
  return spread;
}

void WriteCell(std::ostream& out, double value) {
  out << ',';
  if (std::isfinite(value)) out << value;
}

}  // namespace

WindowRate RateIn(const WindowFigures& window, std::span<const SegmentCost> segments) {
  WindowRate rate;
  double covered = 0;
  for (const SegmentCost& segment : segments) {
    const double seconds = Overlap(window, segment);
    if (seconds <= 0) continue;
    const double share = seconds / segment.seconds;
    rate.kbps += share * static_cast<double>(segment.bits) / 1000 / window.seconds;
    rate.events_per_second += share * static_cast<double>(segment.events) / window.seconds;
    rate.mu += seconds * segment.mu;
    covered += seconds;
  }
  if (covered <= 0) return {.kbps = kNone, .events_per_second = kNone, .mu = kNone};
  rate.mu /= covered;
  return rate;
}

std::vector<Spread> SpreadsOf(std::span<const FileEvaluation> files) {
  std::vector<Spread> spreads;
  if (files.empty()) return spreads;
  // All decodes are of the same segments.
  if (auto rate = SpreadOf(files, 0, "kbit/s", KbpsOf)) spreads.push_back(std::move(*rate));
  for (size_t i = 0; i < files.front().decodes.size(); ++i) {
    auto quality = SpreadOf(files, i, "SI-SNR, dB", SiSnrOf);
    if (!quality) continue;
    quality->steps = files.front().decodes[i].sampling_steps;
    spreads.push_back(std::move(*quality));
  }
  return spreads;
}

std::string WindowsCsv(std::span<const FileEvaluation> files) {
  std::ostringstream text;
  text << "file,steps,start,seconds,kbps,events_per_second,mu";
  for (const Metric& metric : kMetrics) {
    if (metric.ShownIn(kEvaluation)) text << ',' << metric.name;
  }
  for (size_t band = 0; band < kOctaveHertz.size(); ++band) {
    text << ',' << OctaveField("level", band, "db");
  }
  text << '\n';
  for (const FileEvaluation& file : files) {
    for (const DecodeEvaluation& decode : file.decodes) {
      for (const WindowFigures& window : decode.comparison.windows) {
        text << CsvCell(file.name) << ',';
        if (decode.sampling_steps) text << *decode.sampling_steps;
        WriteCell(text, window.start);
        WriteCell(text, window.seconds);
        const WindowRate rate = RateIn(window, file.segments);
        for (const double value : {rate.kbps, rate.events_per_second, rate.mu}) {
          WriteCell(text, value);
        }
        for (size_t i = 0; i < kMetrics.size(); ++i) {
          if (kMetrics[i].ShownIn(kEvaluation)) WriteCell(text, window.metrics[i]);
        }
        for (const double level : OctaveLevels(window)) WriteCell(text, level);
        text << '\n';
      }
    }
  }
  return text.str();
}

}  // namespace spk
