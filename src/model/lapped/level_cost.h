// What levels cost an adaptive coder, as training can minimise it.
#pragma once

#include <torch/torch.h>

namespace spk {

// A level as its events: whether it fires at all, and how many more levels do. Floats with the
// gradient of the pseudo-derivative; signs do not matter. [B, K, T] each.
struct FiredLevels {
  torch::Tensor used;  // 0 or 1
  torch::Tensor more;  // 0 where not used

  torch::Tensor size() const { return used + more; }
};

// A small network that foresees each level from what a decoder has at that point: the two steps
// before and the lower bins of the same step. It is trained along with what it judges.
class LevelCostImpl : public torch::nn::Module {
 public:
  LevelCostImpl();

  // Bits of each cell, [B, K, T]: of used or not, a sign, and a geometric number of more levels.
  // log_step_sizes: [B, K, T], log2 of the quantiser's step sizes.
  torch::Tensor forward(const FiredLevels& levels, const torch::Tensor& log_step_sizes);

 private:
  torch::nn::Conv1d before_;  // what the steps before tell
  torch::nn::Conv1d below_;   // what the lower bins tell
  torch::nn::Sequential layers_;
};
TORCH_MODULE(LevelCost);

}  // namespace spk
