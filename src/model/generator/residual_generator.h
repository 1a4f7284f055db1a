// What the coarse decode leaves out, sampled: stage 2 of the compact models. Its weights are a file
// of their own beside the model's, which is whole without it.
#pragma once

#include <torch/torch.h>

#include "model/config.h"
#include "model/diffusion.h"
#include "model/norm.h"
#include "model/unet.h"

namespace spk {

// Means over the batch. Their sum is what diffusion training minimises.
struct DiffusionLosses {
  torch::Tensor velocity;  // mean squared error of v
  torch::Tensor scale;     // negative log-likelihood of the residual's scale, or zero
};

// Diffusion of the whitened residual R = (X - X^) / w of MDCT coefficients X and their coarse
// estimate X^; w is a scale for each bin and step that a small network reads from the features, so
// that R has unit variance everywhere. Sends no gradient to features or estimate.
// features: [B, F, T]; coefficients: [B, hop, T].
class ResidualGeneratorImpl : public torch::nn::Module {
 public:
  ResidualGeneratorImpl(const MdctConfig& config, int64_t hop, int64_t features);

  DiffusionLosses Loss(const torch::Tensor& features, const torch::Tensor& coarse,
                       const torch::Tensor& coefficients, const Generator& generator);

  // X - X^ in `sampling_steps` >= 1 evaluations. noise: white coefficients, N(0, 1).
  torch::Tensor Sample(const torch::Tensor& features, const torch::Tensor& coarse,
                       const torch::Tensor& noise, int64_t sampling_steps);

 private:
  torch::Tensor LogScale(const torch::Tensor& normalised);  // [B, hop, T]

  double pure_noise_;
  StepNorm norm_;
  torch::nn::Sequential scale_;
  Unet unet_;
};
TORCH_MODULE(ResidualGenerator);

}  // namespace spk
