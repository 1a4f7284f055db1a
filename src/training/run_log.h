#pragma once

#include <string>

#include "spk/error.h"
#include "training/validation.h"

namespace spk {

// Where a run stands after a step; means over the steps since the last report.
struct StepReport {
  int64_t step = 0;
  double loss = 0;
  double snr = 0;  // dB, of the training windows
  double density = 0;
  double events_per_second = 0;
  double entropy_kbps = 0;
  double gradient_norm = 0;
  double learning_rate = 0;
  double audio_per_second = 0;  // seconds of audio trained on, a second
  double seconds_left = 0;
};

// The tables of a run: RUN/steps.csv and RUN/validation.csv, appended to as it goes, and the
// picture of both, RUN/curves.png.
class RunLog {
 public:
  // Goes on after `step`: rows of later steps, from before an interruption, are dropped.
  static Result<RunLog> Open(const std::string& folder, int64_t step);

  void Write(const StepReport& report) const;
  void Write(const ValidationReport& report) const;

  // Draws curves.png with gnuplot. Fails with kOutput if there is none.
  Result<void> Plot() const;

 private:
  explicit RunLog(std::string folder) : folder_(std::move(folder)) {}

  std::string folder_;
};

}  // namespace spk
