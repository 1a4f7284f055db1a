// What a validation asks of a model, of baselines without events too: windows there and back.
#pragma once

#include <torch/torch.h>

#include "model/batch.h"

namespace spk {

struct Reconstruction {
  torch::Tensor coarse;        // [B, L]
  torch::Tensor sampled = {};  // likewise; undefined where nothing was sampled
  // [B, N, T] in {0, 1}, what bits are counted of; undefined of a baseline without events.
  torch::Tensor events = {};
  torch::Tensor bits = {};  // [B], of a window, where the model estimates them; else undefined
};

struct ReconstructionOptions {
  int64_t sampling_steps = 0;  // of the diffusion decode, of models that have one; 0 = coarse alone
  int64_t refinement = 0;  // iterations of RefineEvents on the encoder's events, where it has any
};

class Reconstructor {
 public:
  Reconstructor() = default;
  Reconstructor(const Reconstructor&) = delete;
  Reconstructor(Reconstructor&&) = delete;
  Reconstructor& operator=(const Reconstructor&) = delete;
  Reconstructor& operator=(Reconstructor&&) = delete;
  virtual ~Reconstructor() = default;

  // As the codec would, without gradients. noise: [B, L], white, what sampling starts from. What is
  // given and what comes back is on the CPU.
  virtual Reconstruction Reconstruct(const Batch& windows, const ReconstructionOptions& options,
                                     const torch::Tensor& noise) = 0;
};

}  // namespace spk
