// What a decode differs by, a row a metric: what `spk eval` and `spk report` print, and training's
// tables, log and model cards, is taken from here, in this order.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace spk {

// A window of a recording and of its decode, of one length.
struct Signals {
  std::span<const float> reference;
  std::span<const float> estimate;
  int sample_rate = 0;
  // RMS of the reference. Distances of spectra divide by it: their floors are meant for 1.
  double level = 1;
};

double MeasureSiSnr(const Signals& signals);            // audio/si_snr.h, dB
double MeasureStftDistance(const Signals& signals);     // MultiResolutionStftLoss
double MeasureLogMel(const Signals& signals);           // LogMelDistance, dB
double MeasureLogMelUnder2kHz(const Signals& signals);  // of the bands centred under 2 kHz
double MeasureLogMelOver2kHz(const Signals& signals);   // and of the others

enum Shown : unsigned {
  kEvaluation = 1,  // of whole recordings
  kValidation = 2,  // of the coarse decode in training
  kSampling = 4,    // of the diffusion decode in training
  kEverywhere = 7,
};

struct Metric {
  const char* name;   // its field in tables and JSON; in training's tables the unit follows: mel_db
  const char* card;   // its field in a model's card
  const char* title;  // above its column on a page
  const char* narrow;  // and in a terminal
  const char* help;
  const char* unit = "dB";
  int decimals = 2;
  bool higher_is_better = false;
  bool spread = false;  // the median and the worst windows are shown beside the mean
  unsigned shown = kEverywhere;
  double (*measure)(const Signals&);

  constexpr bool ShownIn(Shown where) const { return (shown & where) != 0; }
};

inline constexpr std::array kMetrics = {
    Metric{.name = "si_snr",
           .card = "si_snr",
           .title = "SI-SNR",
           .narrow = "SI-SNR",
           .help = "of the whole recording, dB; higher is better",
           .higher_is_better = true,
           .spread = true,
           .measure = MeasureSiSnr},
    Metric{.name = "stft",
           .card = "stft",
           .title = "STFT",
           .narrow = "STFT",
           .help = "multi-resolution STFT distance; lower is better",
           .unit = "",
           .decimals = 3,
           .shown = kEvaluation,
           .measure = MeasureStftDistance},
    Metric{.name = "mel",
           .card = "log_mel",
           .title = "log-mel",
           .narrow = "mel dB",
           .help = "distance in dB; lower is better",
           .measure = MeasureLogMel},
    Metric{.name = "mel_under_2khz",
           .card = "log_mel_under_2_khz",
           .title = "< 2 kHz",
           .narrow = "<2kHz",
           .help = "log-mel distance under 2 kHz, dB",
           .shown = kEvaluation | kValidation,
           .measure = MeasureLogMelUnder2kHz},
    Metric{.name = "mel_over_2khz",
           .card = "log_mel_over_2_khz",
           .title = "> 2 kHz",
           .narrow = ">2kHz",
           .help = "log-mel distance over 2 kHz, dB",
           .measure = MeasureLogMelOver2kHz}};

// The place of a metric in the table. There is none of another name: that does not compile.
consteval size_t MetricIndex(std::string_view name) {
  size_t i = 0;
  while (kMetrics.at(i).name != name) ++i;
  return i;
}

inline constexpr size_t kSiSnr = MetricIndex("si_snr");
inline constexpr size_t kLogMel = MetricIndex("mel");

// In the order of kMetrics.
using MetricValues = std::array<double, kMetrics.size()>;

// Those that are shown there; NaN is what is not.
MetricValues Measure(const Signals& signals, Shown where);

}  // namespace spk
