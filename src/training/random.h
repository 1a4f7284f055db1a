#pragma once

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <numbers>

namespace spk {

// Random numbers that are a function of their key alone. Everything random in training is keyed by
// (seed, step, item), so the data position and the random state of a run are its step number, and a
// batch does not depend on how many processes share it. Generator: SplitMix64 (Steele et al. 2014).
class Random {
 public:
  Random(std::initializer_list<uint64_t> key) {
    for (const uint64_t part : key) state_ = Next() ^ part;
  }

  uint64_t Next() {
    uint64_t z = (state_ += 0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  double Uniform(double low = 0, double high = 1) {
    return low + (high - low) * static_cast<double>(Next() >> 11) * 0x1p-53;
  }
  double LogUniform(double low, double high) {
    return low * std::exp2(Uniform() * std::log2(high / low));
  }
  bool Chance(double probability) { return Uniform() < probability; }

 private:
  uint64_t state_ = 0;
};

}  // namespace spk
