#include "training/run_log.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>
#include <vector>

#include "system/gnuplot.h"
#include "system/text.h"

namespace spk {
namespace {

using Row = std::vector<std::pair<std::string, double>>;

// Of a model without events these figures are not there.
constexpr EventRate kNoEvents = {.density = std::nan(""),
                                 .events_per_second = std::nan(""),
                                 .entropy_kbps = std::nan(""),
                                 .packed_kbps = std::nan("")};

Row Figures(const StepReport& r) {
  const EventRate events = r.events.value_or(kNoEvents);
  return {{"loss", r.loss},
          {"snr_db", r.snr},
          {"density", events.density},
          {"events_per_second", events.events_per_second},
          {"entropy_kbps", events.entropy_kbps},
          {"gradient_norm", r.gradient_norm},
          {"learning_rate", r.learning_rate},
          {"audio_per_second", r.audio_per_second},
          {"packed_kbps", events.packed_kbps},
          {"rate_weight", r.rate_weight}};
}

std::string Names(std::string first, const Row& row) {
  for (const auto& [name, value] : row) first += ',' + name;
  return first;
}

// What is not there is empty.
std::string Values(std::string first, const Row& row) {
  for (const auto& [name, value] : row) {
    std::ostringstream text;
    if (!std::isnan(value)) text << value;
    first += ',' + text.str();
  }
  return first;
}

// What gnuplot draws of the metrics of validation.csv, a line each and set; one more after another.
std::string Curves(bool higher_is_better) {
  const Row columns = Figures(ValidationReport{});
  std::string curves;
  for (const Metric& metric : kMetrics) {
    if (!metric.ShownIn(kValidation) || metric.higher_is_better != higher_is_better) continue;
    const auto is_named = [&](const auto& column) { return column.first == ColumnName(metric); };
    const auto at = std::find_if(columns.begin(), columns.end(), is_named);
    const auto number = std::to_string(3 + (at - columns.begin()));  // after step and set
    curves += ", for [s in sets] 'validation.csv' skip 1 using 1:(strcol(2) eq s ? $" + number +
              " : NaN) with linespoints title s.', " + metric.title + "'";
  }
  return curves;
}

// Keeps the title and the rows up to `step`.
void Trim(const std::string& path, const std::string& columns, int64_t step) {
  std::vector<std::string> kept = {columns};
  std::ifstream old(path);
  std::string line;
  std::getline(old, line);
  while (std::getline(old, line)) {
    if (std::atoll(line.c_str()) <= step) kept.push_back(line);
  }
  std::ofstream file(path, std::ios::trunc);
  for (const std::string& row : kept) file << row << '\n';
}

}  // namespace

Result<RunLog> RunLog::Open(const std::string& folder, int64_t step) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  auto lock = FileLock::Take(folder + "/steps.csv");
  SPK_TRY(lock);
  Trim(folder + "/steps.csv", Names("step", Figures(StepReport{})), step);
  Trim(folder + "/validation.csv", Names("step,set", Figures(ValidationReport{})), step);
  if (!std::filesystem::exists(folder + "/validation.csv")) {
    return Fail(ErrorCode::kOutput, folder + ": cannot write");
  }
  return RunLog(folder, std::move(*lock));
}

void RunLog::Write(const StepReport& r) const {
  std::ofstream(folder_ + "/steps.csv", std::ios::app)
      << Values(std::to_string(r.step), Figures(r)) << '\n';
}

void RunLog::Write(const ValidationReport& r) const {
  std::ofstream(folder_ + "/validation.csv", std::ios::app)
      << Values(std::to_string(r.step) + ',' + CsvCell(r.name), Figures(r)) << '\n';
}

Result<void> RunLog::Plot() const {
  static constexpr const char* kHead = R"(
set terminal pngcairo size 1200,1000
set output 'curves.png'
set datafile separator ','
set datafile missing NaN
set key bottom right
set grid
set key noenhanced
sets = system("tail -n +2 validation.csv | cut -d, -f2 | sort -u")
set multiplot layout 3,1
set ylabel 'dB, higher is better'
plot 'steps.csv' skip 1 using 1:3 with lines lc rgb 'gray' title 'training SNR')";
  static constexpr const char* kMiddle = R"(
set key top right
set ylabel 'dB, lower is better'
plot )";
  static constexpr const char* kTail = R"(
set xlabel 'step'
set ylabel 'density'
set y2label 'kbit/s'
set y2tics
plot 'steps.csv' skip 1 using 1:4 with lines title 'density', \
  'steps.csv' skip 1 using 1:6 axes x1y2 with lines title 'entropy of the units, kbit/s', \
  'steps.csv' skip 1 using 1:10 axes x1y2 with lines title 'smallest packing, kbit/s', \
  for [s in sets] 'validation.csv' skip 1 using 1:(strcol(2) eq s ? $9 : NaN) axes x1y2 \
  with points title s.', smallest packing, kbit/s'
)";
  const std::string script = kHead + Curves(true) + kMiddle + Curves(false).substr(2) + kTail;
  const auto drawn = RunGnuplot(script, folder_);
  std::error_code ignored;
  // While there are few points, some of the curves cannot be drawn.
  if (drawn || std::filesystem::exists(folder_ + "/curves.png", ignored)) return {};
  return Fail(ErrorCode::kOutput, folder_ + "/curves.png: " + drawn.error().message);
}

}  // namespace spk
