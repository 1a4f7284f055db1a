#include "model/diffusion.h"

#include <cmath>
#include <numbers>

#include "model/precision.h"

namespace spk {
namespace {

constexpr double kRightAngle = std::numbers::pi / 2;

torch::Tensor Cos(const torch::Tensor& sigma) {
  return torch::cos(sigma * kRightAngle).view({-1, 1, 1});
}

torch::Tensor Sin(const torch::Tensor& sigma) {
  return torch::sin(sigma * kRightAngle).view({-1, 1, 1});
}

}  // namespace

torch::Tensor NoisySignal(const torch::Tensor& x, const torch::Tensor& noise,
                          const torch::Tensor& sigma) {
  return Cos(sigma) * x + Sin(sigma) * noise;
}

torch::Tensor Velocity(const torch::Tensor& x, const torch::Tensor& noise,
                       const torch::Tensor& sigma) {
  return Cos(sigma) * noise - Sin(sigma) * x;
}

torch::Tensor VelocityLoss(const VelocityNetwork& network, const torch::Tensor& x,
                           double pure_noise, const Generator& generator) {
  const auto uniform = [&] { return torch::rand({x.size(0)}, generator, x.options()); };
  const torch::Tensor drawn = uniform();
  const torch::Tensor sigma = torch::where(uniform() < pure_noise, torch::ones_like(drawn), drawn);
  const torch::Tensor noise = torch::randn(x.sizes(), generator, x.options());
  const torch::Tensor v = network(NoisySignal(x, noise, sigma), sigma);
  const FullPrecision full_precision;
  return torch::mse_loss(v.to(torch::kFloat), Velocity(x, noise, sigma));
}

torch::Tensor Sample(const VelocityNetwork& network, const torch::Tensor& noise, int64_t steps) {
  TORCH_CHECK(steps >= 1, "a sampler takes at least one step");
  const double turn = -kRightAngle / static_cast<double>(steps);
  torch::Tensor x = noise;
  for (int64_t i = 0; i < steps; ++i) {
    const double sigma = 1 - static_cast<double>(i) / static_cast<double>(steps);
    const torch::Tensor level = torch::full({x.size(0)}, sigma, x.options());
    const torch::Tensor v = network(x, level).to(torch::kFloat);
    x = x * std::cos(turn) + v * std::sin(turn);
  }
  return x;
}

}  // namespace spk
