#include "training/adamw.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace spk {

AdamW::AdamW(std::vector<torch::Tensor> parameters, std::vector<torch::Tensor> averages,
             const AdamWOptions& options)
    : options_(options) {
  TORCH_CHECK(parameters.size() == averages.size());
  for (size_t i = 0; i < parameters.size(); ++i) {
    if (!parameters[i].requires_grad()) continue;
    TORCH_CHECK(parameters[i].is_contiguous() && averages[i].is_contiguous());
    const torch::Tensor zeros = torch::zeros_like(parameters[i]);
    slots_.push_back({parameters[i], averages[i], zeros, zeros.clone()});
  }
}

void AdamW::Step(double learning_rate, double gradient_scale) {
  ++step_;
  const auto steps = static_cast<double>(step_);
  const auto beta1 = static_cast<float>(options_.beta1);
  const auto beta2 = static_cast<float>(options_.beta2);
  const double correction1 = 1 - std::pow(options_.beta1, steps);
  const double correction2 = 1 - std::pow(options_.beta2, steps);
  const auto rate = static_cast<float>(learning_rate / correction1);
  const auto root_scale = static_cast<float>(1 / std::sqrt(correction2));
  const auto epsilon = static_cast<float>(options_.epsilon);
  const auto scale = static_cast<float>(gradient_scale);
  const auto follow =
      static_cast<float>(1 - std::min(options_.average_decay, (1 + steps) / (10 + steps)));
  constexpr int64_t kGrain = 1 << 15;

  for (const Slot& slot : slots_) {
    if (!slot.parameter.grad().defined()) continue;
    const torch::Tensor gradient = slot.parameter.grad().contiguous();
    const double decay = slot.parameter.dim() > 1 ? learning_rate * options_.weight_decay : 0;
    const auto keep = static_cast<float>(1 - decay);
    auto* g = gradient.data_ptr<float>();
    auto* p = slot.parameter.data_ptr<float>();
    auto* a = slot.average.data_ptr<float>();
    auto* m = slot.first.data_ptr<float>();
    auto* v = slot.second.data_ptr<float>();
    at::parallel_for(0, gradient.numel(), kGrain, [=](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const float x = g[i] * scale;
        m[i] += (1 - beta1) * (x - m[i]);
        v[i] = beta2 * v[i] + (1 - beta2) * x * x;
        p[i] = p[i] * keep - rate * m[i] / (std::sqrt(v[i]) * root_scale + epsilon);
        a[i] += follow * (p[i] - a[i]);
      }
    });
  }
}

double AdamW::GradientNorm() const {
  double squares = 0;
  for (const Slot& slot : slots_) {
    if (!slot.parameter.grad().defined()) continue;
    const auto norm = slot.parameter.grad().norm().item<double>();
    squares += norm * norm;
  }
  return std::sqrt(squares);
}

void AdamW::ClearGradients() {
  for (Slot& slot : slots_) slot.parameter.mutable_grad().reset();
}

void AdamW::save(torch::serialize::OutputArchive& archive) const {
  archive.write("step", torch::tensor(step_));
  for (size_t i = 0; i < slots_.size(); ++i) {
    archive.write("first" + std::to_string(i), slots_[i].first);
    archive.write("second" + std::to_string(i), slots_[i].second);
  }
}

void AdamW::load(torch::serialize::InputArchive& archive) {
  torch::Tensor step;
  archive.read("step", step);
  step_ = step.item<int64_t>();
  for (size_t i = 0; i < slots_.size(); ++i) {
    archive.read("first" + std::to_string(i), slots_[i].first);
    archive.read("second" + std::to_string(i), slots_[i].second);
  }
}

}  // namespace spk
