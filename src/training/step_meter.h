#pragma once

#include <torch/torch.h>

#include <chrono>
#include <optional>
#include <string>

#include "training/event_rate.h"

namespace spk {

// One update, as the trainer saw it.
struct StepFacts {
  double loss = 0;
  double error = 0;  // mean squared
  double power = 0;  // of the audio, likewise
  double gradient_norm = 0;
  double learning_rate = 0;
  double rate_weight = 0;                // gamma
  double audio_seconds = 0;              // trained on
  std::optional<EventRate> events = {};  // of a model that fires
};

// Where a run stands after a step; means over the steps since the last report.
struct StepReport {
  int64_t step = 0;
  double loss = 0;
  double snr = 0;  // dB, of the training windows
  double gradient_norm = 0;
  double learning_rate = 0;
  double rate_weight = 0;
  double audio_per_second = 0;  // seconds of audio trained on, a second
  double seconds_per_step = 0;
  double seconds_left = 0;
  std::optional<EventRate> events = {};
};

// Averages steps between reports.
class StepMeter {
 public:
  void Add(const StepFacts& step);

  // The report of the steps since the last one, which it forgets.
  StepReport Take();

  // What follows was not training.
  void RestartClock() { since_ = Clock::now(); }

 private:
  using Clock = std::chrono::steady_clock;

  StepFacts sums_;
  int64_t count_ = 0;
  Clock::time_point since_ = Clock::now();
};

}  // namespace spk
