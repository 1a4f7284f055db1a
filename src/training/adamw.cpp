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

void AdamW::StepInOnePass(const Slot& slot, const AdamWUpdate& update) {
  const torch::Tensor gradient = slot.parameter.grad().contiguous();
  const AdamWArrays arrays{
      .gradient = gradient.data_ptr<float>(),
      .parameter = slot.parameter.data_ptr<float>(),
      .average = slot.average.data_ptr<float>(),
      .first = slot.first.data_ptr<float>(),
      .second = slot.second.data_ptr<float>(),
  };
  constexpr int64_t kGrain = 1 << 15;
  at::parallel_for(0, gradient.numel(), kGrain,
                   [&](int64_t begin, int64_t end) { UpdateWeights(update, arrays, begin, end); });
}

void AdamW::StepByTensor(const Slot& slot, const AdamWUpdate& update) {
  const torch::NoGradGuard no_grad;
  const torch::Tensor x = slot.parameter.grad() * update.scale;
  torch::Tensor parameter = slot.parameter;
  torch::Tensor(slot.first).lerp_(x, 1 - update.beta1);
  torch::Tensor(slot.second).mul_(update.beta2).addcmul_(x, x, 1 - update.beta2);
  parameter.mul_(update.keep)
      .addcdiv_(slot.first, slot.second.sqrt() * update.root_scale + update.epsilon, -update.rate);
  torch::Tensor(slot.average).lerp_(parameter, update.follow);
}

void AdamW::Step(double learning_rate, double gradient_scale) {
  ++step_;
  const auto steps = static_cast<double>(step_);
  AdamWUpdate update{
      .scale = gradient_scale,
      .beta1 = options_.beta1,
      .beta2 = options_.beta2,
      .rate = learning_rate / (1 - std::pow(options_.beta1, steps)),
      .root_scale = 1 / std::sqrt(1 - std::pow(options_.beta2, steps)),
      .epsilon = options_.epsilon,
      .follow = 1 - std::min(options_.average_decay, (1 + steps) / (10 + steps)),
  };
  for (const Slot& slot : slots_) {
    if (!slot.parameter.grad().defined()) continue;
    update.keep = 1 - (slot.parameter.dim() > 1 ? learning_rate * options_.weight_decay : 0);
    if (options_.one_pass && slot.parameter.device().is_cpu()) {
      StepInOnePass(slot, update);
    } else {
      StepByTensor(slot, update);
    }
  }
}

double AdamW::GradientNorm() const {
  std::vector<torch::Tensor> norms;
  for (const Slot& slot : slots_) {
    if (slot.parameter.grad().defined()) norms.push_back(slot.parameter.grad().norm());
  }
  return norms.empty() ? 0 : torch::stack(norms).to(torch::kDouble).norm().item<double>();
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
