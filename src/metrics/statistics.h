#pragma once

#include <vector>

namespace spk {

// The value under which `percent` of the values lie, between two of them by linear interpolation
// over their ranks 0 … n - 1 (numpy's default). NaN of no values.
double Percentile(std::vector<double> values, double percent);

// NaN of no values.
double Mean(const std::vector<double>& values);

}  // namespace spk
