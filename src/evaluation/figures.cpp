#include "evaluation/figures.h"

#include "metrics/statistics.h"

namespace spk {
namespace {

std::vector<double> OverWindows(const ComparisonReport& report, size_t metric) {
  std::vector<double> values;
  for (const WindowFigures& window : report.windows) values.push_back(window.metrics[metric]);
  return values;
}

Figure MeanOf(size_t i) {
  const Metric& metric = kMetrics[i];
  return {.name = metric.name,
          .title = metric.title,
          .narrow = metric.narrow,
          .help = metric.help,
          .decimals = metric.decimals,
          .of = [i](const ComparisonReport& report) { return Mean(OverWindows(report, i)); }};
}

Figure WholeSiSnr() {
  Figure whole = MeanOf(kSiSnr);
  whole.width = 7;
  whole.of = [](const ComparisonReport& report) { return report.si_snr; };
  return whole;
}

// Mean, median, and the worst window in twenty.
std::vector<Figure> SpreadOf(size_t i) {
  const Metric& metric = kMetrics[i];
  const std::string name = metric.name;
  const std::string over_windows =
      std::string("of ") + metric.title + " over windows of 6 s, " + metric.unit;
  const auto percentile = [i](double percent) {
    return [i, percent](const ComparisonReport& report) {
      return Percentile(OverWindows(report, i), percent);
    };
  };
  Figure mean = MeanOf(i);
  mean.name = name + "_mean";
  mean.title = mean.narrow = "mean";
  mean.help = over_windows;
  Figure median = mean;
  median.name = name + "_median";
  median.title = median.narrow = "median";
  median.of = percentile(50);
  const int worst_percent = metric.higher_is_better ? 5 : 95;
  Figure worst = mean;
  worst.name = name + "_p" + std::to_string(worst_percent);
  worst.title = std::to_string(worst_percent) + " %";
  worst.narrow = std::to_string(worst_percent) + "%";
  worst.help = std::string("the worst window in twenty, ") + metric.title + " in " + metric.unit;
  worst.of = percentile(worst_percent);
  return {mean, median, worst};
}

std::vector<Figure> MakeFigures() {
  std::vector<Figure> figures;
  for (size_t i = 0; i < kMetrics.size(); ++i) {
    if (!kMetrics[i].ShownIn(kEvaluation)) continue;
    if (i == kSiSnr) figures.push_back(WholeSiSnr());
    const std::vector<Figure> of_metric =
        kMetrics[i].spread ? SpreadOf(i) : std::vector<Figure>{MeanOf(i)};
    figures.insert(figures.end(), of_metric.begin(), of_metric.end());
  }
  return figures;
}

}  // namespace

std::string OctaveField(const std::string& figure, size_t band, const std::string& unit) {
  return figure + "_" + std::to_string(static_cast<int>(kOctaveHertz.at(band))) + "_" + unit;
}

const std::vector<Figure>& ComparisonFigures() {
  static const std::vector<Figure> figures = MakeFigures();
  return figures;
}

}  // namespace spk
