// Values from one module to another of the same shape.
#pragma once

#include <torch/torch.h>

namespace spk {

void CopyParameters(const torch::nn::Module& from, const torch::nn::Module& to);
void CopyBuffers(const torch::nn::Module& from, const torch::nn::Module& to);

}  // namespace spk
