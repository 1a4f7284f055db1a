// Where the networks compute.
#pragma once

#include <torch/torch.h>

#include <string>

#include "spk/error.h"

namespace spk {

// "cpu", "cuda" (the GPU of LOCAL_RANK, as torchrun and Slurm number the processes of a machine,
// else the first) or "cuda:N". Fails with kUsage when there is no such device.
Result<torch::Device> FindDevice(const std::string& name);

}  // namespace spk
