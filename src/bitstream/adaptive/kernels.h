// The two loops that the network spends its time in. Compilers vectorise them; on x86-64 the
// processor chooses at start between what is compiled for AVX2 and for all. Sums are exact, so the
// order of their terms does not matter.
#pragma once

#include <cstdint>
#include <span>

namespace spk {

// sums[i] += row[i].
void AddRow(std::span<int32_t> sums, std::span<const int8_t> row);

// The sum of weights[i] * max(0, min(kMostActive, sums[i])). Up to 2^16 terms cannot overflow.
inline constexpr int kMostActive = 255;
int32_t ActiveDot(std::span<const int32_t> sums, std::span<const int8_t> weights);

}  // namespace spk
