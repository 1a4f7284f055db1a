#include "model/event_predictor.h"

#include <numbers>

namespace spk {
namespace {

constexpr int64_t kStepsBefore = 8;

}  // namespace

EventPredictorImpl::EventPredictorImpl(int64_t units, int64_t neurons)
    : before_(torch::nn::Conv1dOptions(units, units + neurons, kStepsBefore)),
      neurons_(torch::nn::Conv1dOptions(neurons, units, 1)),
      earlier_units_(register_parameter("earlier_units", torch::zeros({units, units}))) {
  register_module("before", before_);
  register_module("neurons", neurons_);
}

torch::Tensor EventPredictorImpl::forward(const torch::Tensor& events) {
  const int64_t units = events.size(1);
  const torch::Tensor past =
      torch::constant_pad_nd(events, {kStepsBefore, -1});  // no step sees itself
  const torch::Tensor sums = before_(past);
  const torch::Tensor hidden = torch::silu(sums.slice(1, units));
  const torch::Tensor log_odds =
      sums.slice(1, 0, units) + neurons_(hidden) + torch::matmul(earlier_units_.tril(-1), events);
  const torch::Tensor nats = torch::softplus(log_odds.to(torch::kFloat)) - events * log_odds;
  return nats / std::numbers::ln2;
}

}  // namespace spk
