#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "listening/ratings.h"

namespace spk {

struct StimulusFigures {
  size_t stimulus = 0;  // its index among the names
  size_t ratings = 0;
  double mean = 0;
  double low = 0;  // of the interval that holds the mean with a confidence of 95 %
  double high = 0;
  double kbps = std::numeric_limits<double>::quiet_NaN();  // mean over ratings; NaN of none
};

// Of the stimuli that are rated, the highest mean first. The interval is between percentiles of the
// means of bootstrap samples. Ratings of one listener, or of one trial, are not independent: each
// sample draws listeners and trials anew, both with replacement (Owen 2007, "The pigeonhole
// bootstrap"), so that the interval speaks of other listeners and other music too. The same seed
// gives the same figures.
std::vector<StimulusFigures> Summarize(const Ratings& ratings, uint64_t seed);

// How often one stimulus was rated over another by the same listener in the same trial.
struct PairFigures {
  size_t first = 0;  // indexes among the names
  size_t second = 0;
  int wins = 0;  // of the first
  int losses = 0;
  int ties = 0;
  double p = 1;  // of the sign test over all pairs, corrected
};

// Every pair of rated stimuli once, in the order of `figures`, with the sign test: sliders give an
// order, and no scale whose differences could be ranked, as Wilcoxon's test would. Ties count for
// neither. Corrected for the number of pairs by Holm (1979), which needs no independence of pairs.
std::vector<PairFigures> ComparePairs(const Ratings& ratings,
                                      const std::vector<StimulusFigures>& figures);

// Two-sided p of so many wins and losses where both are as likely. 1 of none.
double SignTest(int wins, int losses);

// Each p times the number of those that are not smaller, rising with p, at most 1.
std::vector<double> HolmCorrected(const std::vector<double>& p);

}  // namespace spk
