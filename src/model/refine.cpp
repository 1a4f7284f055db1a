#include "model/refine.h"

namespace spk {
namespace {

// An event flips when the sum of its gradients (RMS 1 among its neighbours) times the boldness of
// its step exceeds its |logit|. Found by trying: the first gradient can be trusted least.
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
  torch::Tensor error;     // [B, 1, T], mean square around each step
};

torch::Tensor ErrorOfSteps(CodecModel model, const torch::Tensor& audio,
                           const torch::Tensor& events, const torch::Tensor& mu) {
  const torch::Tensor difference = model->Coarse(events, mu).to(torch::kFloat) - audio;
  return difference.square().view({audio.size(0), 1, events.size(2), -1}).mean(3);
}

// The mean over the `reach` steps on either side that there are.
torch::Tensor Around(const torch::Tensor& x, int64_t reach) {
  return torch::avg_pool1d(x, 2 * reach + 1, /*stride=*/1, /*padding=*/reach, /*ceil_mode=*/false,
                           /*count_include_pad=*/false);
}

Trial Try(CodecModel model, const torch::Tensor& audio, const torch::Tensor& events,
          const torch::Tensor& mu) {
  const torch::AutoGradMode with_gradient(true);
  const torch::Tensor z = events.detach().clone().set_requires_grad(true);
  const torch::Tensor error = ErrorOfSteps(model, audio, z, mu);
  const torch::Tensor gradient = torch::autograd::grad({error.sum()}, {z})[0];
  const torch::Tensor scale = Around(gradient.square().mean(1, true), kScaleReach).sqrt() + 1e-20;
  return {.gradient = gradient / scale, .error = Around(error.detach(), kErrorReach)};
}

}  // namespace

torch::Tensor RefineEvents(CodecModel model, const torch::Tensor& audio,
                           const torch::Tensor& logits, int64_t iterations,
                           const torch::Tensor& mu) {
  const torch::NoGradGuard no_grad;
  const torch::Tensor certainty = logits.detach().abs();
  torch::Tensor events = (logits > 0).to(torch::kFloat);
  if (iterations == 0) return events;

  auto [gradient, error] = Try(model, audio, events, mu);
  torch::Tensor boldness = torch::full_like(error, kFirstBoldness);
  for (int64_t i = 1;; ++i) {
    const torch::Tensor flips = (2 * events - 1) * gradient * boldness > certainty;
    const torch::Tensor candidate = torch::where(flips, 1 - events, events);
    if (i == iterations) {
      const torch::Tensor reached = Around(ErrorOfSteps(model, audio, candidate, mu), kErrorReach);
      return torch::where(reached < error, candidate, events);
    }
    const Trial trial = Try(model, audio, candidate, mu);
    const torch::Tensor better = trial.error < error;
    events = torch::where(better, candidate, events);
    gradient = torch::where(better, trial.gradient + kMemory * gradient, gradient);
    error = torch::where(better, trial.error, error);
    boldness =
        torch::where(better, i == 1 ? torch::full_like(error, kBoldness) : kGrowth * boldness,
                     kDecay * boldness);
  }
}

}  // namespace spk
