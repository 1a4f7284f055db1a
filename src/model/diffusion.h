// v-objective diffusion (Salimans & Ho 2022) in the angle phi = sigma pi / 2: the data x sit at
// phi = 0, white noise e at phi = pi / 2, and in between
//   x_phi = cos(phi) x + sin(phi) e,   v = d x_phi / d phi = cos(phi) e - sin(phi) x.
#pragma once

#include <torch/torch.h>

#include <functional>

namespace spk {

// sigma: [B] in [0, 1]; x, noise, v: [B, C, L].
torch::Tensor NoisySignal(const torch::Tensor& x, const torch::Tensor& noise,
                          const torch::Tensor& sigma);
torch::Tensor Velocity(const torch::Tensor& x, const torch::Tensor& noise,
                       const torch::Tensor& sigma);

// The network under its conditions: (x_phi [B, C, L], sigma [B]) -> v.
using VelocityNetwork = std::function<torch::Tensor(const torch::Tensor&, const torch::Tensor&)>;

// Where random numbers come from; none = LibTorch's own generator, which all threads share.
using Generator = c10::optional<at::Generator>;

// Mean squared error of the velocity at levels drawn uniformly from [0, 1] for each item, a share
// `pure_noise` of them at 1, where the best answer is the conditional mean.
torch::Tensor VelocityLoss(const VelocityNetwork& network, const torch::Tensor& x,
                           double pure_noise, const Generator& generator = {});

// From noise (sigma 1) to data in `steps` >= 1 evaluations at equal angles: rotations
// x' = cos(d) x + sin(d) v by d = phi' - phi, which is DDIM.
torch::Tensor Sample(const VelocityNetwork& network, const torch::Tensor& noise, int64_t steps);

}  // namespace spk
