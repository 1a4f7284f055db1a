// How far a decoded recording is from the original, both mono at one rate.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "audio/si_snr.h"
#include "metrics/metric.h"
#include "metrics/octave_bands.h"

namespace spk {

// One window of 6 s.
struct WindowFigures {
  double start = 0;  // seconds from the beginning of the recording
  double seconds = 0;
  double rms = 0;  // of the reference, mean removed; full scale is 1
  MetricValues metrics{};
  OctaveEnergies reference{};
  OctaveEnergies estimate{};
  OctaveEnergies error{};  // of estimate - reference
};

struct ComparisonReport {
  int64_t samples = 0;
  double si_snr = 0;  // of the whole, dB
  std::vector<WindowFigures> windows;
  int64_t silent_windows = 0;  // left out
};

// Takes both signals piece by piece and keeps no more of them than a window. Windows of 6 s follow
// each other from the start; what is left at the end is one too if it is a second or longer. A
// window counts unless it is silent: the reference's RMS is under -60 dB of full scale, or more
// than 45 dB under that of the whole reference.
class Comparison {
 public:
  explicit Comparison(int sample_rate);

  // Two pieces of one length.
  void Add(std::span<const float> reference, std::span<const float> estimate);

  // Nothing may be added after it.
  ComparisonReport Finish();

 private:
  void MeasureWindow();

  int sample_rate_;
  size_t window_;  // samples
  SiSnrMeter whole_;
  std::vector<float> reference_;  // of the window, so far
  std::vector<float> estimate_;
  ComparisonReport report_;
};

// Energy of the error over that of the reference by octave, both summed over the windows, in dB.
// NaN throughout if there are none.
OctaveValues OctaveErrors(std::span<const WindowFigures> windows);

// Energy of the estimate over that of the reference by octave, dB. Either has what is 60 dB under
// the reference's loudest octave added to it: what is empty and is played empty differs by 0 dB.
OctaveValues OctaveLevels(const WindowFigures& window);

// How OctaveLevels spread over windows; NaN throughout if there are none.
struct OctaveBalance {
  static constexpr int kTolerance = 4;  // dB

  OctaveValues mean{};    // dB
  OctaveValues within{};  // share of the windows in which they are within kTolerance, 0..1
};
OctaveBalance BalanceOf(std::span<const WindowFigures> windows);

}  // namespace spk
