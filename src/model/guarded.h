#pragma once

#include <torch/torch.h>

#include <exception>
#include <new>
#include <string>
#include <string_view>

#include "model/thread_count.h"
#include "spk/error.h"

namespace spk {

// Runs `compute` on this thread alone, without gradients but those it asks for, and leaves both
// settings of LibTorch as they were. The model boundary:
// LibTorch's exceptions end here, as kMemory or kModel.
template <typename Compute>
auto Guarded(Compute compute) -> Result<decltype(compute())> {
  try {
    const OnOneThread alone;
    const torch::NoGradGuard no_grad;
    return compute();
  } catch (const std::bad_alloc&) {
    return Fail(ErrorCode::kMemory, "memory ran out");
  } catch (const std::exception& error) {  // c10::Error
    // LibTorch has no error of its own for that.
    if (std::string_view(error.what()).find("can't allocate memory") != std::string_view::npos) {
      return Fail(ErrorCode::kMemory, "memory ran out");
    }
    return Fail(ErrorCode::kModel, "the network failed: " + FirstLine(error));
  }
}

}  // namespace spk
