#include "model/refine.h"

namespace spk {
namespace {

// An event flips when the sum of its gradients (RMS 1 among its neighbours) times the boldness of
// its step exceeds its |pre-activation|. Found by trying: the first gradient can be trusted least.
constexpr double kFirstBoldness = 0.02;
constexpr double kBoldness = 0.05;
constexpr double kGrowth = 1.1;  // of the boldness after a success
constexpr double kDecay = 0.7;   // and after a failure
constexpr double kMemory = 0.9;  // of the sum of gradients

// Steps on either side: in which an event is heard most, and over which gradients are compared.
// Both are short, so that what is far away changes nothing.
constexpr int64_t kErrorReach = 2;
constexpr int64_t kScaleReach = 16;

struct Trial {
  torch::Tensor gradient;  // [B, N, T], RMS 1 around each step
  torch::Tensor cost;      // [B, 1, T], D + lambda R around each step
};

// The mean over the `reach` steps on either side that there are.
torch::Tensor Around(const torch::Tensor& x, int64_t reach) {
  return torch::avg_pool1d(x, 2 * reach + 1, /*stride=*/1, /*padding=*/reach, /*ceil_mode=*/false,
                           /*count_include_pad=*/false);
}

// The problem of one window: what is to be decoded to, by what, at which price.
class Search {
 public:
  Search(AutoencoderNetwork network, torch::Tensor audio, torch::Tensor mu, const EventPrice& price)
      : network_(std::move(network)), audio_(std::move(audio)), mu_(std::move(mu)), price_(price) {}

  torch::Tensor Cost(const torch::Tensor& events) {
    return Around(Error(events) + (Price(events) * events).sum(1, true), kErrorReach);
  }

  Trial Try(const torch::Tensor& events) {
    const torch::AutoGradMode with_gradient(true);
    const torch::Tensor z = events.detach().clone().set_requires_grad(true);
    const torch::Tensor error = Error(z);
    const torch::Tensor price = Price(events);
    const torch::Tensor gradient = torch::autograd::grad({error.sum()}, {z})[0] + price;
    const torch::Tensor scale = Around(gradient.square().mean(1, true), kScaleReach).sqrt() + 1e-20;
    return {.gradient = gradient / scale,
            .cost = Around(error.detach() + (price * events).sum(1, true), kErrorReach)};
  }

 private:
  torch::Tensor Error(const torch::Tensor& events) {
    const torch::Tensor difference = network_->Coarse(events, mu_).to(torch::kFloat) - audio_;
    return difference.square().view({audio_.size(0), 1, events.size(2), -1}).mean(3);
  }

  torch::Tensor Price(const torch::Tensor& events) {
    if (price_.lambda == 0) return torch::zeros_like(events);
    return price_.lambda * price_.bits(events);
  }

  AutoencoderNetwork network_;
  torch::Tensor audio_;
  torch::Tensor mu_;
  const EventPrice& price_;
};

}  // namespace

torch::Tensor RefineEvents(AutoencoderNetwork network, const torch::Tensor& audio,
                           const torch::Tensor& pre_activations, int64_t iterations,
                           const torch::Tensor& mu, const EventPrice& price) {
  const torch::NoGradGuard no_grad;
  const torch::Tensor certainty = pre_activations.detach().abs();
  torch::Tensor events = (pre_activations > 0).to(torch::kFloat);
  if (iterations == 0) return events;

  Search search(std::move(network), audio, mu, price);
  auto [gradient, cost] = search.Try(events);
  torch::Tensor boldness = torch::full_like(cost, kFirstBoldness);
  for (int64_t i = 1;; ++i) {
    const torch::Tensor flips = (2 * events - 1) * gradient * boldness > certainty;
    const torch::Tensor candidate = torch::where(flips, 1 - events, events);
    if (i == iterations) return torch::where(search.Cost(candidate) < cost, candidate, events);
    const Trial trial = search.Try(candidate);
    const torch::Tensor better = trial.cost < cost;
    events = torch::where(better, candidate, events);
    gradient = torch::where(better, trial.gradient + kMemory * gradient, gradient);
    cost = torch::where(better, trial.cost, cost);
    boldness = torch::where(better, i == 1 ? torch::full_like(cost, kBoldness) : kGrowth * boldness,
                            kDecay * boldness);
  }
}

}  // namespace spk
