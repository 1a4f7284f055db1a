#pragma once

#include <string>

#include "spk/error.h"
#include "training/step_meter.h"
#include "training/validation.h"

namespace spk {

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
