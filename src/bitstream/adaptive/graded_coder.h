// The adaptive coder of a matrix whose units are the digits of a transform's coefficients
// (`graded`): step by step, bin by bin, each coefficient as a few decisions that are predicted from
// all that came before it in the segment. FORMAT.md, section 4.7.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "bitstream/adaptive/graded_tables.h"
#include "bitstream/adaptive/mixed_bit.h"
#include "bitstream/graded_matrix.h"
#include "spk/error.h"

namespace spk {

// What the mix of each kind of decision starts from in every segment, and has become.
using GradedMix = std::array<MixedBit, GradedContexts::kKinds>;
GradedMix StartMix(const GradedTables& tables);

// The bytes of a matrix that has as many bins as the tables.
std::vector<uint8_t> EncodeGraded(const GradedTables& tables, const GradedMatrix& matrix);

// kCorrupt where no encoder writes these bytes. `count`: of events.
Result<GradedMatrix> DecodeGraded(const GradedTables& tables, int steps, uint64_t count,
                                  std::span<const uint8_t> bytes);

// Codes a matrix with mixes that go on from what they learnt before, and says how many bits that
// takes: for training.
double CostOfGraded(const GradedMatrix& matrix, std::span<MixedBit> mix);

}  // namespace spk
