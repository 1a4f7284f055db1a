#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace spk {

// A property that must hold for every input: aborts, which is what a fuzzer looks for.
inline void FuzzExpect(bool holds) {
  if (!holds) std::abort();
}

}  // namespace spk
