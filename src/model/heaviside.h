#pragma once

#include <torch/torch.h>

#include <functional>
#include <utility>

namespace spk {

// H(l): 1 where l > 0, else 0. Its gradient is replaced by max(0, 1 - |l|) (paper, eq. 6).
torch::Tensor Heaviside(const torch::Tensor& pre_activations);

// The quantizer of the paper: events = H(BN(W h + b)), always in float32 so that no event hangs on
// the rounding of bfloat16.
class HeavisideQuantizerImpl : public torch::nn::Module {
 public:
  HeavisideQuantizerImpl(int64_t input, int64_t units);

  torch::Tensor PreActivations(const torch::Tensor& h);  // [B, input, T] -> [B, units, T]
  torch::Tensor forward(const torch::Tensor& h);         // events in {0, 1}, float

  // Training keeps the statistics of the normalisation as they are (the last, constant phase).
  void FreezeStatistics() { frozen_ = true; }

  // The batch is spread over threads or processes: its statistics are those of each share, made
  // common by `mean`, the differentiable mean over them all.
  void ShareStatistics(std::function<torch::Tensor(const torch::Tensor&)> mean) {
    mean_ = std::move(mean);
  }

 private:
  torch::Tensor NormaliseTogether(const torch::Tensor& x);  // BatchNorm with shared statistics

  torch::nn::Conv1d linear_;
  torch::nn::BatchNorm1d norm_;
  bool frozen_ = false;
  std::function<torch::Tensor(const torch::Tensor&)> mean_;
};
TORCH_MODULE(HeavisideQuantizer);

}  // namespace spk
