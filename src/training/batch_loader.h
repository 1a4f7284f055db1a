#pragma once

#include <torch/torch.h>

#include <future>

#include "training/train_config.h"
#include "training/window_sampler.h"

namespace spk {

// Prepares the next step's windows on another thread while this step trains.
class BatchLoader {
 public:
  // Process `rank` of `size` gets its share of each batch.
  BatchLoader(const WindowSampler* sampler, const TrainConfig* config, int64_t hop, int64_t rank,
              int64_t size);

  torch::Tensor Get(int64_t step);  // [batch / size, samples]

 private:
  torch::Tensor Prepare(int64_t step) const;

  const WindowSampler* sampler_;
  const TrainConfig* config_;
  int64_t hop_, rank_, size_;
  int64_t pending_step_ = -1;
  std::future<torch::Tensor> pending_;
};

}  // namespace spk
