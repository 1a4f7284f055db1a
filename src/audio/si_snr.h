#pragma once

#include <cstdint>
#include <span>

namespace spk {

// Scale-invariant SNR of a signal that comes in pieces, with means removed (Luo & Mesgarani 2019).
// Running sums in double precision: exact to 0.01 dB up to 90 dB.
class SiSnrMeter {
 public:
  // Two pieces of one length.
  void Add(std::span<const float> reference, std::span<const float> estimate);

  // In dB, within ± 100; 100 where the reference is silent.
  double si_snr() const;
  // Of the reference, its mean removed; full scale is 1.
  double reference_rms() const;

 private:
  double reference_energy() const;

  int64_t count_ = 0;
  double x_ = 0;  // sums over the reference x and the estimate y
  double y_ = 0;
  double xx_ = 0;
  double yy_ = 0;
  double xy_ = 0;
};

// Of two whole signals of one length.
double SiSnr(std::span<const float> reference, std::span<const float> estimate);

}  // namespace spk
