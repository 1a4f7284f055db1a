// Noise that is a function of its place: decoding any part of a file, in any order and in any
// windows, meets the same noise field.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace spk {

// Philox4x32-10, the counter-based generator of Salmon et al. 2011 ("Parallel random numbers: as
// easy as 1, 2, 3").
std::array<uint32_t, 4> Philox(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key);

// values[i] = N(0, 1) number at place `position + i` of the field of `seed` (Box-Muller).
void FillGaussian(uint64_t seed, int64_t position, std::span<float> values);

}  // namespace spk
