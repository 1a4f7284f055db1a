#include "model/lapped/level_cost.h"

#include <numbers>

namespace spk {
namespace {

constexpr int64_t kLevelsBefore = 2;
constexpr int64_t kLevelFeatures =
    kLevelsBefore + 2;  // and the quantiser's step, and the frequency
constexpr int64_t kKernel = 7;
constexpr int64_t kBinsBelow = 4;
constexpr int64_t kChannels = 24;

}  // namespace

LevelCostImpl::LevelCostImpl()
    : before_(torch::nn::Conv1dOptions(kLevelFeatures, kChannels, kKernel).padding(kKernel / 2)),
      below_(torch::nn::Conv1dOptions(1, kChannels, kBinsBelow)),
      layers_(torch::nn::SiLU(), torch::nn::Conv1d(kChannels, kChannels, 1), torch::nn::SiLU(),
              torch::nn::Conv1d(kChannels, 2, 1)) {
  register_module("before", before_);
  register_module("below", below_);
  register_module("layers", layers_);
}

torch::Tensor LevelCostImpl::forward(const FiredLevels& levels,
                                     const torch::Tensor& log_step_sizes) {
  const torch::Tensor sizes = torch::log2(1 + levels.size());
  const int64_t batch = sizes.size(0);
  const int64_t bins = sizes.size(1);
  const int64_t steps = sizes.size(2);
  const auto earlier = [&](int64_t by) {
    return torch::constant_pad_nd(sizes, {by, 0}).narrow(2, 0, steps);
  };
  const torch::Tensor place = torch::log2(torch::arange(bins, sizes.options()) + 8)
                                  .unsqueeze(1)
                                  .expand({batch, bins, steps});
  const auto rows = [&](const std::vector<torch::Tensor>& features) {  // [B T, features, K]
    return torch::stack(features, 1).permute({0, 3, 1, 2}).flatten(0, 1);
  };
  const torch::Tensor lower =
      torch::constant_pad_nd(rows({sizes}), {kBinsBelow, 0}).narrow(2, 0, bins + kBinsBelow - 1);
  const torch::Tensor foreseen = layers_->forward(
      before_(rows({earlier(1), earlier(2), log_step_sizes, place})) + below_(lower));
  const torch::Tensor fires = foreseen.select(1, 0);
  const torch::Tensor grows = foreseen.select(1, 1);

  const torch::Tensor used = rows({levels.used}).squeeze(1);
  const torch::Tensor more = rows({levels.more}).squeeze(1);
  const torch::Tensor nats = used * (torch::softplus(-fires) + torch::softplus(grows)) +
                             (1 - used) * torch::softplus(fires) + more * torch::softplus(-grows);
  const torch::Tensor bits = nats / std::numbers::ln2 + used;
  return bits.reshape({batch, steps, bins}).transpose(1, 2);
}

}  // namespace spk
