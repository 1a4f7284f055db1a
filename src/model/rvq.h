#pragma once

#include <torch/torch.h>

#include "model/config.h"

namespace spk {

struct RvqOutput {
  torch::Tensor quantised;   // [B, D, T], gradient passed straight through
  torch::Tensor codes;       // [B, codebooks, T], int64
  torch::Tensor commitment;  // [codebooks], mean squared error of each stage; gradient to the input
};

// Residual vector quantizer of SoundStream / EnCodec, the paper's baseline. Codebooks start from
// k-means on the first training batch and follow moving averages; codes that fall out of use are
// replaced by vectors of the batch. Each stage quantises what the one before left, detached from
// its straight-through output, so that every stage gets a commitment gradient; replacement comes
// after the moving average and resets it, so that it lasts (both differ from EnCodec's own code).
class ResidualQuantizerImpl : public torch::nn::Module {
 public:
  ResidualQuantizerImpl(const RvqConfig& config, int64_t dimension);
  RvqOutput forward(const torch::Tensor& x);  // [B, D, T]

 private:
  void Initialise(const torch::Tensor& rows);
  void Learn(int64_t stage, const torch::Tensor& rows, const torch::Tensor& codes);

  RvqConfig config_;
  torch::Tensor codebooks_;  // [codebooks, size, D]
  torch::Tensor sums_;       // [codebooks, size, D], moving sum of the vectors of a code
  torch::Tensor counts_;     // [codebooks, size], moving number of them
  torch::Tensor started_;    // [1], int64
};
TORCH_MODULE(ResidualQuantizer);

}  // namespace spk
