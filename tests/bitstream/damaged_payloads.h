#pragma once

#include <gtest/gtest.h>

#include "spk/packing_family.h"

namespace spk {

// Every bit of the adaptive payload turned over, and every way of cutting it off: an error, or in
// one case of twenty at most another matrix of as many events, which would be written so.
inline void ExpectDamageIsSeen(const PackingFamily& family, const EventMatrix& events) {
  const PackedEvents packed = family.Pack(events, Packing::kAdaptive);
  int accepted = 0;
  for (size_t bit = 0; bit < packed.bits; ++bit) {
    PackedEvents damaged = packed;
    damaged.bytes[bit / 8] ^= static_cast<uint8_t>(1U << bit % 8);
    const auto unpacked = family.Unpack(damaged, events.steps());
    if (!unpacked) continue;
    ++accepted;
    EXPECT_NE(*unpacked, events) << bit;
    EXPECT_EQ(unpacked->CountEvents(), packed.count);
    EXPECT_EQ(family.Pack(*unpacked, Packing::kAdaptive), damaged) << "only one way to write it";
  }
  EXPECT_LT(accepted, static_cast<int>(packed.bits / 20));
  for (size_t bytes = 0; bytes < packed.bytes.size(); ++bytes) {
    PackedEvents cut = packed;
    cut.bytes.resize(bytes);
    cut.bits = 8 * bytes;
    EXPECT_NE(family.Unpack(cut, events.steps()), events) << bytes;
  }
}

}  // namespace spk
