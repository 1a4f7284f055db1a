#include "model/lapped/dequantizer.h"

#include <numbers>

namespace spk {
namespace {

namespace F = torch::nn::functional;

constexpr int64_t kSteps = 2 * DequantizerImpl::kReach + 1;
// Of each step that it sees a signed level and whether it is used; of the bin itself the step's
// size, and by how many quarter circles a partial's phase has turned.
constexpr int64_t kFeatures = 2 * kSteps + 3;

torch::nn::Conv1d Convolution(int64_t in, int64_t out, int64_t kernel) {
  return torch::nn::Conv1d(torch::nn::Conv1dOptions(in, out, kernel).padding(kernel / 2));
}

// [B, K, T] -> [B, T, kSteps, K]: each step with those around it, zeros beyond the ends.
torch::Tensor WithNeighbours(const torch::Tensor& levels) {
  return F::pad(levels, F::PadFuncOptions({DequantizerImpl::kReach, DequantizerImpl::kReach}))
      .unfold(2, kSteps, 1)
      .permute({0, 2, 3, 1});
}

}  // namespace

DequantizerImpl::DequantizerImpl(const DequantizerConfig& config) : config_(config) {
  int64_t channels = kFeatures;
  for (int64_t layer = 0; layer < config.layers; ++layer) {
    layers_->push_back(Convolution(channels, config.channels, config.kernel));
    layers_->push_back(torch::nn::SiLU());
    channels = config.channels;
  }
  torch::nn::Conv1d last = Convolution(channels, 1, 1);
  torch::nn::init::zeros_(last->weight);
  torch::nn::init::zeros_(last->bias);
  layers_->push_back(last);
  register_module("layers", layers_);
}

int64_t DequantizerImpl::reach_bins() const { return config_.layers * (config_.kernel / 2); }

torch::Tensor DequantizerImpl::IsNearUsed(const torch::Tensor& used) const {
  const int64_t reach = reach_bins();
  return torch::max_pool1d(used, 2 * reach + 1, /*stride=*/1, reach);
}

// A few steps at a time where no gradient needs them all: their activations are large.
torch::Tensor DequantizerImpl::Convolve(const torch::Tensor& features) {
  constexpr int64_t kAtOnce = 8;
  if (torch::GradMode::is_enabled()) return layers_->forward(features);
  std::vector<torch::Tensor> parts;
  for (const torch::Tensor& part : features.split(kAtOnce)) {
    parts.push_back(layers_->forward(part));
  }
  return torch::cat(parts);
}

torch::Tensor DequantizerImpl::forward(const torch::Tensor& levels,
                                       const torch::Tensor& log_steps) {
  const int64_t bins = levels.size(1);
  const int64_t steps = levels.size(2);
  const torch::Tensor seen = WithNeighbours(levels);
  const torch::Tensor used = (seen != 0).to(torch::kFloat);
  const torch::Tensor sizes = torch::sign(seen) * torch::log2(1 + torch::abs(seen));
  const torch::Tensor phase = torch::arange(bins, levels.options()) * (std::numbers::pi / 2);
  const torch::Tensor turned =
      torch::stack({torch::cos(phase), torch::sin(phase)}).expand({levels.size(0), steps, 2, bins});
  const torch::Tensor scale = log_steps.transpose(1, 2).unsqueeze(2);
  const torch::Tensor features =
      torch::cat({sizes, used, turned, scale}, 2).reshape({-1, kFeatures, bins});
  const torch::Tensor near = IsNearUsed(used.amax(2).reshape({-1, 1, bins}));
  return (Convolve(features) * near).reshape({levels.size(0), steps, bins}).transpose(1, 2);
}

}  // namespace spk
