// The tables that a model whose units are graded brings for the adaptive coder: start values of
// each kind of decision. FORMAT.md, section 11.2, has the bytes.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "bitstream/adaptive/graded_contexts.h"
#include "bitstream/adaptive/mix_tables.h"
#include "spk/error.h"

namespace spk {

// A view of tables that are somewhere else; the bytes must outlive it.
struct GradedTables {
  int bins = 0;  // 1 .. kMaxBins
  std::array<MixTables, GradedContexts::kKinds> kinds;

  static constexpr int kMaxBins = 1 << 12;

  // Whether the bytes begin as such tables do, of this version or another.
  static bool IsOf(std::span<const uint8_t> bytes);
  // kModel where the bytes are no tables: of an unknown version, or of a wrong size.
  static Result<GradedTables> Open(std::span<const uint8_t> bytes);
};

// The bytes of tables with all arrays zero, and where to write them.
struct EditableGradedTables {
  explicit EditableGradedTables(int bins);

  int bins;
  std::vector<uint8_t> bytes;
  std::array<EditableMixTables, GradedContexts::kKinds> kinds;
};

}  // namespace spk
