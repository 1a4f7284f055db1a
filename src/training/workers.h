#pragma once

#include <torch/torch.h>

#include <functional>
#include <memory>
#include <vector>

#include "model/trainable.h"
#include "training/processes.h"
#include "training/step_loss.h"

namespace spk {

// Has LibTorch compute on as many threads as there are cores, unless OMP_NUM_THREADS says how many.
// By itself it asks the processor, which in some virtual machines tells of half its cores.
void ComputeOnAllCores();

// The threads that share this process's part of every batch. Windows on a thread of their own are
// faster than windows on all threads one after another (a tenth, on two cores): nothing waits at
// the end of every layer. Each thread has a replica of the model, with the same weights in memory
// and gradients of its own; statistics of the batch are those of all of it, over threads and
// processes.
class Workers {
 public:
  // As many as LibTorch has threads. `model`, which has that stage, is as it will be trained:
  // loaded, on its device, with its frozen parts. One worker if it is on a GPU or cannot share a
  // batch.
  Workers(std::shared_ptr<Trainable> model, Objective objective, const Processes* processes);
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  ~Workers();

  using Loss = std::function<StepLoss(Stage* stage, const Batch& part, uint64_t worker)>;

  // The mean of the loss over the parts of `batch`; its gradient, in this process, goes to the
  // model's parameters.
  StepLoss Backward(const Batch& batch, const Loss& loss);

  // From here on no worker moves the statistics of the normalisation.
  void FreezeStatistics();

 private:
  class Meeting;
  void ShareStatistics();
  void CollectGradients(int64_t parts);
  StepLoss RunPart(int64_t part, int64_t parts, const Batch& batch, const Loss& loss);

  struct Worker {
    std::shared_ptr<Trainable> model;
    Stage* stage;
  };
  std::vector<Worker> workers_;  // the first has the model itself
  const Processes* processes_;
  std::unique_ptr<Meeting> meeting_;  // of those at work now
};

}  // namespace spk
