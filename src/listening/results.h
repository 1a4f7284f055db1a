// What a listening test came to, as a CSV file and a picture.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "listening/rating_statistics.h"

namespace spk {

struct ListeningResults {
  Ratings ratings;                    // those that count
  std::vector<std::string> rejected;  // listeners whose ratings do not
  std::vector<StimulusFigures> figures;
  std::vector<PairFigures> pairs;
};

// Screens, and computes what is to be shown. Fails with kInput where no rating is left.
Result<ListeningResults> Analyse(Ratings ratings, uint64_t seed);

// A row a stimulus: stimulus, kbps, ratings, mean, low, high, and for each other stimulus how often
// it was rated over that and the p of the two.
std::string ResultsCsv(const ListeningResults& results);

// In the manner of Figure 3 of arXiv 2402.01571: left every rating with means and intervals, right
// how often the stimulus of a row was rated over that of a column, in per cent, with a star where p
// is under 0.05, two under 0.01 and three under 0.001. Needs gnuplot. Fails with kOutput.
Result<void> DrawResults(const ListeningResults& results, bool svg, const std::string& path);

}  // namespace spk
