#include "bitstream/adaptive/graded_coder.h"

#include <algorithm>
#include <bit>
#include <cstdlib>

#include "bitstream/adaptive/bit_cost.h"
#include "bitstream/adaptive/range_coder.h"
#include "spk/packing.h"

namespace spk {
namespace {

constexpr int kEven = kProbabilityOne / 2;  // of a bit that nothing is known of

// One pass over a matrix in the order of coding. `coder` has Code(bit, probability), which returns
// the bit; in a decoder the matrix is what came so far, and its other coefficients are zero.
template <typename Coder>
class Pass {
 public:
  Pass(std::span<MixedBit> mix, Coder& coder, GradedMatrix& matrix)
      : mix_(mix), coder_(coder), matrix_(matrix) {}

  // Whether this is what an encoder does: `count` events in all, no coefficient larger than they
  // can be, and the first bin that is not coded the first that need not be.
  bool Run(uint64_t count) {
    if (count == 0) return true;
    const int end = Number(EndOfUsed() - 1, CeilLog2(static_cast<uint64_t>(matrix_.bins()))) + 1;
    if (end > matrix_.bins()) return false;
    GradedContexts contexts(matrix_.bins(), GradedContexts::RateClass(count, matrix_.steps()));
    uint64_t left = count;
    for (int step = 0; step < matrix_.steps() && left > 0; ++step) {
      contexts.BeginStep();
      for (int bin = 0; bin < end && left > 0; ++bin) {
        int16_t& q = matrix_.Row(step)[static_cast<size_t>(bin)];
        contexts.BeginBin(bin);
        const int coded = Coefficient(contexts, q);
        const auto events = static_cast<uint64_t>(GradedMatrix::EventsOf(coded));
        if (std::abs(coded) > GradedMatrix::kLargest || events > left) return false;
        left -= events;
        q = static_cast<int16_t>(coded);
        contexts.EndBin(coded);
      }
    }
    return left == 0 && EndOfUsed() == end;
  }

 private:
  // The first bin beyond all that are in use; 1 where none is.
  int EndOfUsed() const {
    int end = 1;
    for (int step = 0; step < matrix_.steps(); ++step) {
      const auto row = std::as_const(matrix_).Row(step);
      for (int bin = end; bin < matrix_.bins(); ++bin) {
        if (row[static_cast<size_t>(bin)] != 0) end = bin + 1;
      }
    }
    return end;
  }

  // A number of so many bits, the first the most significant.
  int Number(int number, int bits) {
    int coded = 0;
    while (bits-- > 0) coded = 2 * coded + (coder_.Code((number >> bits & 1) != 0, kEven) ? 1 : 0);
    return coded;
  }

  template <typename Choice>
  bool Decide(GradedContexts::Kind kind, const Choice& choice, bool bit) {
    MixedBit& mix = mix_[kind];
    const bool coded =
        coder_.Code(bit, mix.Predict({}, choice.slots.at, choice.sets.at, choice.maps.at));
    mix.Update(coded);
    return coded;
  }

  int Coefficient(const GradedContexts& contexts, int q) {
    if (!Decide(GradedContexts::kUsed, contexts.ChooseUsed(), q != 0)) return 0;
    const bool negative = Decide(GradedContexts::kSign, contexts.ChooseSign(), q < 0);
    const int magnitude = Magnitude(contexts, std::abs(q));
    return negative ? -magnitude : magnitude;
  }

  int Magnitude(const GradedContexts& contexts, int magnitude) {
    const auto larger = [&](int rank, bool is_larger) {
      return Decide(GradedContexts::kLarger, contexts.ChooseLarger(rank), is_larger);
    };
    int rank = 1;
    while (rank <= GradedContexts::kUnary && larger(rank, magnitude > rank)) ++rank;
    if (rank <= GradedContexts::kUnary) return rank;
    // What is beyond is at least 1: its length in bits, then those under the first.
    const int beyond = std::max(magnitude - GradedContexts::kUnary, 1);
    const auto length = static_cast<int>(std::bit_width(static_cast<unsigned>(beyond)));
    int bits = 1;
    while (bits < GradedContexts::kLongest &&
           larger(GradedContexts::kUnary + bits, length > bits)) {
      ++bits;
    }
    return GradedContexts::kUnary + (1 << (bits - 1)) +
           Number(beyond - (1 << (bits - 1)), bits - 1);
  }

  std::span<MixedBit> mix_;
  Coder& coder_;
  GradedMatrix& matrix_;
};

uint64_t CountEvents(const GradedMatrix& matrix) {
  uint64_t count = 0;
  for (int step = 0; step < matrix.steps(); ++step) {
    for (const int16_t q : matrix.Row(step)) {
      count += static_cast<uint64_t>(GradedMatrix::EventsOf(q));
    }
  }
  return count;
}

}  // namespace

GradedMix StartMix(const GradedTables& tables) {
  const auto start = [&tables](GradedContexts::Kind kind) {
    return MixedBit(GradedContexts::Shape(kind, tables.bins), StartState(tables.kinds[kind]));
  };
  return {start(GradedContexts::kUsed), start(GradedContexts::kSign),
          start(GradedContexts::kLarger)};
}

std::vector<uint8_t> EncodeGraded(const GradedTables& tables, const GradedMatrix& matrix) {
  GradedMix mix = StartMix(tables);
  GradedMatrix copy = matrix;
  RangeEncoder coder;
  Pass(std::span(mix), coder, copy).Run(CountEvents(matrix));
  return coder.Finish();
}

Result<GradedMatrix> DecodeGraded(const GradedTables& tables, int steps, uint64_t count,
                                  std::span<const uint8_t> bytes) {
  GradedMatrix matrix(tables.bins, steps);
  GradedMix mix = StartMix(tables);
  RangeDecoder coder(bytes);
  if (!Pass(std::span(mix), coder, matrix).Run(count) || !coder.AtEnd()) {
    return Fail(ErrorCode::kCorrupt, "adaptive payload does not end where its events do");
  }
  return matrix;
}

double CostOfGraded(const GradedMatrix& matrix, std::span<MixedBit> mix) {
  GradedMatrix copy = matrix;
  BitCost cost;
  Pass(mix, cost, copy).Run(CountEvents(matrix));
  return cost.bits();
}

}  // namespace spk
