// Where a mix of predictions starts from, as bytes: a model's event tables hold one for each kind
// of decision. FORMAT.md, section 11.
#pragma once

#include <cstdint>
#include <span>

#include "bitstream/adaptive/mixed_bit.h"

namespace spk {

// Views of the arrays. Numbers of 16 bits are little-endian, two bytes each.
template <typename Byte>
struct MixArrays {
  std::span<Byte> counters;  // [slots] uint16 probabilities in 1/65536
  std::span<Byte> seen;      // [slots] bits that each counter has seen
  std::span<Byte> weights;   // [sets, inputs] int16, in 1/4096
  std::span<Byte> maps;      // [maps, ProbabilityMap::kBuckets] uint16

  static size_t Bytes(const MixShape& shape) {
    return 3 * shape.slots + 2 * shape.sets * shape.inputs() +
           2 * shape.maps * ProbabilityMap::kBuckets;
  }

  // The first Bytes(shape) of `bytes`.
  static MixArrays At(std::span<Byte> bytes, const MixShape& shape) {
    const size_t weights = 2 * shape.sets * shape.inputs();
    return {.counters = bytes.subspan(0, 2 * shape.slots),
            .seen = bytes.subspan(2 * shape.slots, shape.slots),
            .weights = bytes.subspan(3 * shape.slots, weights),
            .maps = bytes.subspan(3 * shape.slots + weights,
                                  2 * shape.maps * ProbabilityMap::kBuckets)};
  }
};

using MixTables = MixArrays<const uint8_t>;
using EditableMixTables = MixArrays<uint8_t>;

MixState StartState(const MixTables& tables);

}  // namespace spk
