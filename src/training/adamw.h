#pragma once

#include <torch/torch.h>

#include <vector>

namespace spk {

struct AdamWOptions {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0.01;  // of weights; biases, scales and shifts (one dimension) are spared
  double average_decay = 0.999;
};

// AdamW (Loshchilov & Hutter 2019) and the exponential moving average of the weights in one pass
// over memory: a step is bound by memory, and LibTorch's own makes about ten passes. Parameters are
// float32 on the CPU.
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
  std::vector<Slot> slots_;
  AdamWOptions options_;
  int64_t step_ = 0;
};

}  // namespace spk
