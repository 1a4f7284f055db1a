#include "model/context.h"

#include <cmath>

#include "model/conformer.h"

namespace spk {
namespace {

torch::nn::Conv1dOptions SameLength(int64_t in, int64_t out, int64_t kernel) {
  return torch::nn::Conv1dOptions(in, out, kernel).padding(kernel / 2);
}

}  // namespace

ConvolutionBlockImpl::ConvolutionBlockImpl(const ContextConfig& config)
    : depthwise_(SameLength(config.width, config.width, config.kernel).groups(config.width)),
      norm_(config.width),
      widen_(config.width, config.width * config.expansion),
      narrow_(config.width * config.expansion, config.width) {
  register_module("depthwise", depthwise_);
  register_module("norm", norm_);
  register_module("widen", widen_);
  register_module("narrow", narrow_);
  scale_ = register_parameter("scale", torch::full({1}, 0.3));
}

torch::Tensor ConvolutionBlockImpl::forward(const torch::Tensor& x) {
  return x + scale_ * narrow_(torch::silu(widen_(norm_(depthwise_(x)))));
}

ContextStackImpl::ContextStackImpl(const ContextConfig& config, int64_t input, int64_t prompts) {
  if (config.input_kernel > 0) {
    input_ = register_module(
        "input", torch::nn::Conv1d(SameLength(input, config.width, config.input_kernel)));
  }
  if (prompts > 0) {
    prompt_ = register_module("prompt", torch::nn::Embedding(prompts, config.width));
    prompt_scale_ = std::sqrt(static_cast<double>(config.width));
    const torch::NoGradGuard no_grad;
    prompt_->weight.div_(prompt_scale_);
  }
  for (int64_t i = 0; i < config.layers; ++i) {
    if (config.type == ContextType::kConvolution) {
      blocks_->push_back(ConvolutionBlock(config));
    } else {
      blocks_->push_back(Conformer(config));
    }
  }
  register_module("blocks", blocks_);
}

torch::Tensor ContextStackImpl::forward(const torch::Tensor& x, const torch::Tensor& mu) {
  TORCH_CHECK(mu.defined() == static_cast<bool>(prompt_),
              "a prompt is given exactly to the models that have prompts");
  torch::Tensor y = input_ ? input_(x) : x;
  if (prompt_) {
    const torch::Tensor prompt = prompt_scale_ * prompt_(mu);  // [B, width] or [B, T, width]
    y = y + (mu.dim() == 1 ? prompt.unsqueeze(2) : prompt.transpose(1, 2));
  }
  return blocks_->is_empty() ? y : blocks_->forward(y);
}

}  // namespace spk
