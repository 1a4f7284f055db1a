#include "metrics/mel_filters.h"

#include <cmath>
#include <vector>

namespace spk {
namespace {

double Mel(double hertz) { return 2595 * std::log10(1 + hertz / 700); }
double Hertz(double mel) { return 700 * (std::pow(10, mel / 2595) - 1); }

}  // namespace

torch::Tensor MelFilters(int64_t bins, int64_t bands, int64_t sample_rate, double from_hertz,
                         double to_hertz) {
  const double nyquist = static_cast<double>(sample_rate) / 2;
  const torch::Tensor hertz = torch::linspace(0, nyquist, bins);
  const auto edge = [&](int64_t i) {
    return Hertz(Mel(nyquist) * static_cast<double>(i) / static_cast<double>(bands + 1));
  };
  std::vector<torch::Tensor> filters;
  for (int64_t band = 0; band < bands; ++band) {
    const double low = edge(band);
    const double middle = edge(band + 1);
    const double high = edge(band + 2);
    if (middle < from_hertz || middle >= to_hertz) continue;
    const torch::Tensor rising = (hertz - low) / (middle - low);
    const torch::Tensor falling = (high - hertz) / (high - middle);
    filters.push_back(torch::minimum(rising, falling).clamp_min(0));
  }
  return torch::stack(filters);
}

}  // namespace spk
