#include "training/run_log.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <vector>

namespace spk {
namespace {

constexpr const char* kStepColumns =
    "step,loss,snr_db,density,events_per_second,entropy_kbps,gradient_norm,learning_rate,"
    "audio_per_second";
constexpr const char* kValidationColumns =
    "step,set,si_snr_db,worst_si_snr_db,mel_db,mel_over_2khz_db,density,entropy_kbps,packed_kbps,"
    "sampling_steps,sampled_si_snr_db,sampled_mel_db,sampled_mel_over_2khz_db,"
    "quietest_db,loudest_db,refinement";

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
  Trim(folder + "/steps.csv", kStepColumns, step);
  Trim(folder + "/validation.csv", kValidationColumns, step);
  if (!std::filesystem::exists(folder + "/validation.csv")) {
    return Fail(ErrorCode::kOutput, folder + ": cannot write");
  }
  return RunLog(folder);
}

void RunLog::Write(const StepReport& r) const {
  std::ofstream(folder_ + "/steps.csv", std::ios::app)
      << r.step << ',' << r.loss << ',' << r.snr << ',' << r.density << ',' << r.events_per_second
      << ',' << r.entropy_kbps << ',' << r.gradient_norm << ',' << r.learning_rate << ','
      << r.audio_per_second << '\n';
}

void RunLog::Write(const ValidationReport& r) const {
  std::ofstream(folder_ + "/validation.csv", std::ios::app)
      << r.step << ',' << r.name << ',' << r.si_snr << ',' << r.worst_si_snr << ',' << r.mel << ','
      << r.mel_high << ',' << r.density << ',' << r.entropy_kbps << ',' << r.packed_kbps << ','
      << r.sampled.steps << ',' << r.sampled.si_snr << ',' << r.sampled.mel << ','
      << r.sampled.mel_high << ',' << r.quietest << ',' << r.loudest << ',' << r.refinement << '\n';
}

Result<void> RunLog::Plot() const {
  const std::unique_ptr<FILE, int (*)(FILE*)> gnuplot(popen("gnuplot 2>/dev/null", "w"), pclose);
  // The quoted heading keeps gnuplot from taking the folder's name for anything but text.
  static constexpr const char* kScript = R"(
set terminal pngcairo size 1200,1000
set output 'curves.png'
set datafile separator ','
set datafile missing NaN
set key bottom right
set grid
sets = system("tail -n +2 validation.csv | cut -d, -f2 | sort -u")
set multiplot layout 3,1
set ylabel 'SI-SNR, dB'
plot 'steps.csv' skip 1 using 1:3 with lines lc rgb 'gray' title 'training SNR', \
  for [s in sets] 'validation.csv' skip 1 using 1:(strcol(2) eq s ? $3 : NaN) \
  with linespoints title s
set key top right
set ylabel 'log-mel distance, dB'
plot for [s in sets] 'validation.csv' skip 1 using 1:(strcol(2) eq s ? $5 : NaN) \
  with linespoints title s, \
  for [s in sets] 'validation.csv' skip 1 using 1:(strcol(2) eq s ? $6 : NaN) \
  with linespoints title s.', over 2 kHz'
set xlabel 'step'
set ylabel 'density'
set y2label 'kbit/s'
set y2tics
plot 'steps.csv' skip 1 using 1:4 with lines title 'density', \
  'steps.csv' skip 1 using 1:6 axes x1y2 with lines title 'entropy of the units, kbit/s'
)";
  bool written = false;
  if (gnuplot) {
    std::fprintf(gnuplot.get(), "cd '%s'\n%s", folder_.c_str(), kScript);
    written = std::fflush(gnuplot.get()) == 0;
  }
  if (!written) return Fail(ErrorCode::kOutput, folder_ + "/curves.png: cannot run gnuplot");
  return {};
}

}  // namespace spk
