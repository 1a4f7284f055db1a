#pragma once

#include <torch/torch.h>

#include <future>

#include "model/trainable.h"
#include "training/train_config.h"
#include "training/window_sampler.h"

namespace spk {

// Prepares the next step's windows on another thread while this step trains.
class BatchLoader {
 public:
  // Process `rank` of `size` gets its share of each batch. Prompts are drawn for a model that has
  // them.
  BatchLoader(const WindowSampler* sampler, const TrainConfig* config, const TrainableFacts& model,
              int64_t rank, int64_t size);

  Batch Get(int64_t step);  // of batch / size windows

 private:
  Batch Prepare(int64_t step) const;

  const WindowSampler* sampler_;
  const TrainConfig* config_;
  int64_t hop_, rank_, size_;
  bool prompted_;
  int64_t pending_step_ = -1;
  std::future<Batch> pending_;
};

}  // namespace spk
