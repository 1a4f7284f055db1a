#pragma once

#include <torch/torch.h>

#include <memory>
#include <vector>

#include "spk/error.h"

namespace spk {

// The processes that train one model together, through LibTorch's c10d: with Gloo on CPUs, with
// NCCL on GPUs, of which each process has its own. Each has the whole model and its share of every
// batch.
class Processes {
 public:
  // From RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT, as torchrun sets them and Slurm can; a
  // process alone if WORLD_SIZE is not set. Waits for the others. Fails with kUsage.
  static Result<Processes> FromEnvironment(torch::Device device);

  Processes();  // alone
  Processes(Processes&&) noexcept;
  Processes& operator=(Processes&&) noexcept;
  Processes(const Processes&) = delete;
  Processes& operator=(const Processes&) = delete;
  ~Processes();

  int64_t rank() const { return rank_; }
  int64_t size() const { return size_; }

  // Replaces the tensors by their mean over all processes, in one message. All processes must call
  // it with the same shapes, on the device of FromEnvironment.
  void Average(const std::vector<torch::Tensor>& tensors) const;

 private:
  struct Group;
  std::unique_ptr<Group> group_;
  int64_t rank_ = 0;
  int64_t size_ = 1;
};

}  // namespace spk
