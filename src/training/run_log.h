#pragma once

#include <string>

#include "spk/error.h"
#include "system/file_lock.h"
#include "training/step_meter.h"
#include "training/validation.h"

namespace spk {

// The tables of a run: RUN/steps.csv and RUN/validation.csv, appended to as it goes, and the
// picture of both, RUN/curves.png.
class RunLog {
 public:
  // Goes on after `step`: rows of later steps, from before an interruption, are dropped. Fails with
  // kOutput where it cannot write, or another run writes into the folder.
  static Result<RunLog> Open(const std::string& folder, int64_t step);

  void Write(const StepReport& report) const;
  void Write(const ValidationReport& report) const;

  // Draws curves.png with gnuplot. Fails with kOutput if there is none.
  Result<void> Plot() const;

 private:
  RunLog(std::string folder, FileLock lock) : folder_(std::move(folder)), lock_(std::move(lock)) {}

  std::string folder_;
  FileLock lock_;  // of steps.csv
};

}  // namespace spk
