#include "model/heaviside.h"

#include "model/precision.h"

namespace spk {
namespace {

class HeavisideFunction : public torch::autograd::Function<HeavisideFunction> {
 public:
  static torch::Tensor forward(torch::autograd::AutogradContext* context,
                               const torch::Tensor& pre_activations) {
    context->save_for_backward({pre_activations});
    return (pre_activations > 0).to(pre_activations.dtype());
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    const torch::Tensor pre_activations = context->get_saved_variables()[0];
    return {gradients[0] * (1 - pre_activations.abs()).clamp_min(0)};
  }
};

}  // namespace

torch::Tensor Heaviside(const torch::Tensor& pre_activations) {
  return HeavisideFunction::apply(pre_activations);
}

HeavisideQuantizerImpl::HeavisideQuantizerImpl(int64_t input, int64_t units)
    : linear_(torch::nn::Conv1dOptions(input, units, 1)), norm_(units) {
  register_module("linear", linear_);
  register_module("norm", norm_);
}

torch::Tensor HeavisideQuantizerImpl::PreActivations(const torch::Tensor& h) {
  const FullPrecision full_precision;
  const bool adapts = is_training() && !frozen_;
  norm_->train(adapts);
  const torch::Tensor x = linear_(h.to(torch::kFloat));
  return adapts && mean_ ? NormaliseTogether(x) : norm_(x);
}

torch::Tensor HeavisideQuantizerImpl::NormaliseTogether(const torch::Tensor& x) {
  const std::vector<int64_t> over = {0, 2};
  const torch::Tensor moments = mean_(torch::stack({x.mean(over), x.square().mean(over)}));
  const torch::Tensor mean = moments[0];
  const torch::Tensor variance = moments[1] - mean.square();
  {
    const torch::NoGradGuard no_grad;
    const double momentum = norm_->options.momentum().value();
    norm_->running_mean.lerp_(mean, momentum);
    norm_->running_var.lerp_(variance, momentum);
  }
  const torch::Tensor gain = norm_->weight * torch::rsqrt(variance + norm_->options.eps());
  return (x - mean.view({-1, 1})) * gain.view({-1, 1}) + norm_->bias.view({-1, 1});
}

torch::Tensor HeavisideQuantizerImpl::forward(const torch::Tensor& h) {
  return Heaviside(PreActivations(h));
}

}  // namespace spk
