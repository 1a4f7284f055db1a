#pragma once

#include <torch/torch.h>

#include <vector>

#include "training/adamw_update.h"

namespace spk {

struct AdamWOptions {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0.01;  // of weights; biases, scales and shifts (one dimension) are spared
  double average_decay = 0.999;
  bool one_pass = true;  // where the weights are on the CPU
};

// AdamW (Loshchilov & Hutter 2019) and the exponential moving average of the weights, float32. On
// the CPU in one pass over memory, by which a step is bound: LibTorch's own makes about ten.
class AdamW {
 public:
  // `averages`: tensors like `parameters` that follow them; both are changed in place. Parameters
  // that do not require a gradient are left alone.
  AdamW(std::vector<torch::Tensor> parameters, std::vector<torch::Tensor> averages,
        const AdamWOptions& options);

  // One update from the gradients times `gradient_scale`. The average's decay rises with the number
  // of steps, so that it forgets the beginning.
  void Step(double learning_rate, double gradient_scale);

  double GradientNorm() const;
  void ClearGradients();

  // Under the names that LibTorch's own modules have.
  void save(torch::serialize::OutputArchive& archive) const;
  void load(torch::serialize::InputArchive& archive);

 private:
  struct Slot {
    torch::Tensor parameter, average, first, second;
  };
  static void StepInOnePass(const Slot& slot, const AdamWUpdate& update);
  static void StepByTensor(const Slot& slot, const AdamWUpdate& update);

  std::vector<Slot> slots_;
  AdamWOptions options_;
  int64_t step_ = 0;
};

}  // namespace spk
