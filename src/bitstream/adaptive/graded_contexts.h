// What there is to know of a coefficient of a `graded` matrix before it is coded, as small numbers
// that choose counters, weights and corrections: partials go on from step to step, stand beside
// each other, and begin together.
#pragma once

#include <array>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "bitstream/adaptive/mixed_bit.h"

namespace spk {

// Places in lists that stand one behind the other, and the length of all of them.
template <size_t kCount>
struct Places {
  std::array<uint32_t, kCount> at{};
  uint32_t size = 0;
};

// The counters, weight sets and maps of one decision.
template <size_t kContexts>
struct GradedChoice {
  Places<kContexts> slots;
  Places<3> sets;
  Places<2> maps;
};

class GradedContexts {
 public:
  // Kinds of decisions, each with counters and weights of its own: whether there is a coefficient,
  // its sign, whether its magnitude is larger still.
  enum Kind : uint8_t { kUsed, kSign, kLarger, kKinds };
  static MixShape Shape(Kind kind, int bins);

  // Magnitudes are counted up one by one to kUnary; what is beyond is an Elias gamma code, whose
  // length is counted in further ranks.
  static constexpr int kUnary = 14;
  static constexpr int kLongest = 12;
  static constexpr int kRanks = kUnary + kLongest;

  // rate: RateClass of the segment.
  GradedContexts(int bins, int rate);
  // How many events a step has, half an octave each: 0 .. kRates - 1.
  static int RateClass(uint64_t count, int steps);
  static constexpr int kRates = 24;

  void BeginStep();
  // The bin that the choices are for. Bins come in ascending order.
  void BeginBin(int bin);
  GradedChoice<10> ChooseUsed() const;
  GradedChoice<5> ChooseSign() const;
  // Whether the magnitude goes beyond `rank`, 1 .. kRanks - 1.
  GradedChoice<6> ChooseLarger(int rank) const;
  // What the coefficient is.
  void EndBin(int q);

 private:
  struct Bin {
    int now = 0, last = 0, before = 0, third = 0;  // coefficients of this step and those before
    int quick = 0, slow = 0;                       // running means of their magnitudes, in 1/64
  };
  // Beyond both ends there is always nothing.
  const Bin& At(int offset) const { return bins_.begin()[bin_ + kSpare + offset]; }
  int Now(int offset) const { return std::abs(At(offset).now); }
  int Last(int offset) const { return std::abs(At(offset).last); }
  int Before(int offset) const { return std::abs(At(offset).before); }
  uint32_t HarmonicClass() const;
  uint32_t OnsetClass() const;

  static constexpr int kSpare = 4;
  std::vector<Bin> bins_;
  uint32_t bin_count_;
  uint32_t rate_;
  int step_ = -1;
  // Of the bin under way:
  int bin_ = 0;
  int around_ = 0;     // weighted magnitudes beside and before it, each at most 7
  int magnitude_ = 0;  // the nearest ones, whatever they are
  int local_ = 0;      // of this step
  int past_ = 0;       // of the steps before
  uint32_t onset_ = 0;
  uint32_t harmonic_ = 0;
  // Coefficients in use among the latest bins, in 1/16: of this step and of the last.
  int used_now_ = 0;
  int used_last_ = 0;
};

}  // namespace spk
