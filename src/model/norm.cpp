#include "model/norm.h"

#include "model/precision.h"

namespace spk {

GroupNormImpl::GroupNormImpl(int64_t groups, int64_t channels) : groups_(groups) {
  TORCH_CHECK(channels % groups == 0, "groups must divide the channels");
  weight_ = register_parameter("weight", torch::ones({channels}));
  bias_ = register_parameter("bias", torch::zeros({channels}));
}

torch::Tensor GroupNormImpl::forward(const torch::Tensor& x) {
  const FullPrecision full_precision;
  const int64_t size = x.size(1) / groups_ * x.size(2);
  const torch::Tensor grouped = x.to(torch::kFloat).reshape({x.size(0), groups_, size});
  const torch::Tensor normalised = torch::layer_norm(grouped, {size}).view(x.sizes());
  return torch::addcmul(bias_.view({-1, 1}), normalised, weight_.view({-1, 1}));
}

StepNormImpl::StepNormImpl(int64_t channels)
    : weight_(register_parameter("weight", torch::ones({channels}))),
      bias_(register_parameter("bias", torch::zeros({channels}))) {}

torch::Tensor StepNormImpl::forward(const torch::Tensor& x) {
  const FullPrecision full_precision;
  const torch::Tensor steps = x.to(torch::kFloat).transpose(1, 2);
  return torch::layer_norm(steps, {x.size(1)}, weight_, bias_).transpose(1, 2);
}

}  // namespace spk
