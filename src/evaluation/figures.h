#pragma once

#include <functional>
#include <string>
#include <vector>

#include "evaluation/comparison.h"

namespace spk {

// What is shown of a comparison, a row a column.
struct Figure {
  std::string name;    // its field in records
  std::string title;   // above its column on a page
  std::string narrow;  // and in a terminal
  std::string help;
  int decimals = 2;
  size_t width = 6;                                   // in a terminal
  std::function<double(const ComparisonReport&)> of;  // NaN if there are no windows
};

// The field of an octave's figure: OctaveField("error", 0, "db") is error_62_db.
std::string OctaveField(const std::string& figure, size_t band, const std::string& unit);

// kMetrics in their order, each as its mean over the windows, or by how it spreads; SI-SNR also of
// the whole.
const std::vector<Figure>& ComparisonFigures();

}  // namespace spk
