// Probabilities and their logarithms of odds in integers, so that every machine has the same.
// Adding evidence in this domain is how context mixing combines predictions (Mahoney, "Adaptive
// Weighing of Context Models for Lossless Data Compression", 2005).
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

namespace spk {

// A probability is that of a one, in 1/65536, from 1 to 65535.
inline constexpr int kProbabilityBits = 16;
inline constexpr int kProbabilityOne = 1 << kProbabilityBits;

// Log odds ln(p / (1 - p)) are in 1/256, from -kMaxLogit to kMaxLogit: p of 1/65536 is at -2839.
inline constexpr int kLogitBits = 8;
inline constexpr int kMaxLogit = (12 << kLogitBits) - 1;

constexpr int ClampLogit(int64_t logit) {
  return static_cast<int>(std::clamp<int64_t>(logit, -kMaxLogit, kMaxLogit));
}

namespace logistic {

// Squash of 0 .. kMaxLogit by the recurrence e(x + 1/256) = e(x) * exp(-1/256) in 32 binary places,
// rounded at each step.
constexpr std::array<uint16_t, kMaxLogit + 1> SquashTable() {
  constexpr uint64_t kOne = uint64_t{1} << 32;
  constexpr uint64_t kDecay = 4278222805;  // exp(-1/256) * 2^32, rounded
  std::array<uint16_t, kMaxLogit + 1> table{};
  uint64_t power = kOne;  // exp(-x)
  for (uint16_t& p : table) {
    const uint64_t exact = (kOne << kProbabilityBits) / (kOne + power);
    p = static_cast<uint16_t>(exact < kProbabilityOne ? exact : kProbabilityOne - 1);
    power = power == kOne ? kDecay : (power * kDecay + kOne / 2) >> 32;
  }
  return table;
}

inline constexpr auto kSquash = SquashTable();

constexpr int Squash(int logit) {
  return logit >= 0 ? kSquash[static_cast<size_t>(logit)]
                    : kProbabilityOne - kSquash[static_cast<size_t>(-logit)];
}

// Stretch of 4096 probabilities, each the middle of 16: the least logit that squashes to no less.
inline constexpr int kStretchShift = 4;
constexpr std::array<int16_t, (kProbabilityOne >> kStretchShift)> StretchTable() {
  std::array<int16_t, (kProbabilityOne >> kStretchShift)> table{};
  int logit = -kMaxLogit;
  for (size_t i = 0; i < table.size(); ++i) {
    const int middle = static_cast<int>(i << kStretchShift) + (1 << (kStretchShift - 1));
    while (logit < kMaxLogit && Squash(logit) < middle) ++logit;
    table[i] = static_cast<int16_t>(logit);
  }
  return table;
}

inline constexpr auto kStretch = StretchTable();

}  // namespace logistic

// The probability of log odds, 1 / (1 + exp(-x)). |logit| <= kMaxLogit.
constexpr int Squash(int logit) { return logistic::Squash(logit); }

// The log odds of a probability, as exact as 12 of its bits tell.
constexpr int Stretch(int probability) {
  return logistic::kStretch[static_cast<size_t>(probability >> logistic::kStretchShift)];
}

}  // namespace spk
