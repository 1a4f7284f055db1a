#include "bitstream/adaptive/kernels.h"

#include <algorithm>
#include <cstddef>

// ThreadSanitizer would look into what chooses between the clones, which runs before it does.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && defined(__gnu_linux__) && \
    !defined(__SANITIZE_THREAD__)
#define SPK_FOR_EVERY_PROCESSOR __attribute__((target_clones("avx2", "default")))
#else
#define SPK_FOR_EVERY_PROCESSOR
#endif

namespace spk {

SPK_FOR_EVERY_PROCESSOR
void AddRow(std::span<int32_t> sums, std::span<const int8_t> row) {
  int32_t* const to = sums.data();
  const int8_t* const from = row.data();
  const size_t size = sums.size();
  for (size_t i = 0; i < size; ++i) to[i] += from[i];
}

SPK_FOR_EVERY_PROCESSOR
int32_t ActiveDot(std::span<const int32_t> sums, std::span<const int8_t> weights) {
  const int32_t* const a = sums.data();
  const int8_t* const w = weights.data();
  const size_t size = sums.size();
  int32_t sum = 0;
  for (size_t i = 0; i < size; ++i) {
    sum += static_cast<int16_t>(std::clamp(a[i], 0, kMostActive)) * int16_t{w[i]};
  }
  return sum;
}

}  // namespace spk
