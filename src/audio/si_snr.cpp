#include "audio/si_snr.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace spk {

void SiSnrMeter::Add(std::span<const float> reference, std::span<const float> estimate) {
  assert(reference.size() == estimate.size());
  for (size_t i = 0; i < reference.size(); ++i) {
    const double x = reference[i];
    const double y = estimate[i];
    x_ += x;
    y_ += y;
    xx_ += x * x;
    yy_ += y * y;
    xy_ += x * y;
  }
  count_ += static_cast<int64_t>(reference.size());
}

double SiSnrMeter::reference_energy() const {
  return count_ > 0 ? std::max(0.0, xx_ - x_ * x_ / static_cast<double>(count_)) : 0;
}

double SiSnrMeter::si_snr() const {
  const double energy = reference_energy();
  if (energy <= 1e-10) return 100;
  const auto count = static_cast<double>(count_);
  const double product = xy_ - x_ * y_ / count;
  const double signal = product * product / energy;
  const double noise = yy_ - y_ * y_ / count - signal;
  return std::clamp(10 * std::log10(signal / std::max(noise, 1e-20)), -100.0, 100.0);
}

double SiSnrMeter::reference_rms() const {
  return count_ > 0 ? std::sqrt(reference_energy() / static_cast<double>(count_)) : 0;
}

double SiSnr(std::span<const float> reference, std::span<const float> estimate) {
  SiSnrMeter meter;
  meter.Add(reference, estimate);
  return meter.si_snr();
}

}  // namespace spk
