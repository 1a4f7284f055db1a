// Short-time spectra. The last dimension of what comes in is time, in samples.
#pragma once

#include <torch/torch.h>

namespace spk {

// [size], periodic.
torch::Tensor HannWindow(int64_t size, const torch::TensorOptions& options = torch::kFloat);

// The same with unit energy: white noise of variance v has a power of v in every bin.
torch::Tensor UnitHannWindow(int64_t size, const torch::TensorOptions& options = torch::kFloat);

// frames: [..., size], window: [size] -> [..., size / 2 + 1], complex. norm: "backward" scales
// nothing, "ortho" by 1 / sqrt(size).
torch::Tensor FrameSpectra(const torch::Tensor& frames, const torch::Tensor& window,
                           c10::string_view norm = "backward");

// The same of the frames that begin every `hop` samples, as many as fit: audio: [..., L] ->
// [..., frames, size / 2 + 1].
torch::Tensor ShortTimeSpectra(const torch::Tensor& audio, const torch::Tensor& window, int64_t hop,
                               c10::string_view norm = "backward");

}  // namespace spk
