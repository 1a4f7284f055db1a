#include "model/conformer.h"

#include <cmath>

#include "model/norm.h"

namespace spk {
namespace {

torch::nn::LayerNorm Norm(int64_t width) {
  return torch::nn::LayerNorm(torch::nn::LayerNormOptions({width}));
}

torch::nn::Sequential FeedForward(int64_t width, int64_t hidden) {
  return torch::nn::Sequential(Norm(width), torch::nn::Linear(width, hidden), torch::nn::SiLU(),
                               torch::nn::Linear(hidden, width));
}

torch::nn::Sequential ConvolutionModule(int64_t width, int64_t kernel) {
  using torch::nn::Conv1d;
  using torch::nn::Conv1dOptions;
  return torch::nn::Sequential(
      Conv1d(Conv1dOptions(width, 2 * width, 1)), torch::nn::GLU(torch::nn::GLUOptions(1)),
      Conv1d(Conv1dOptions(width, width, kernel).padding(kernel / 2).groups(width)),
      GroupNorm(1, width), torch::nn::SiLU(), Conv1d(Conv1dOptions(width, width, 1)));
}

}  // namespace

ConformerImpl::ConformerImpl(const ContextConfig& config)
    : heads_(config.heads),
      first_half_(FeedForward(config.width, config.width * config.expansion)),
      attention_norm_(Norm(config.width)),
      query_key_value_(config.width, 3 * config.width),
      attention_out_(config.width, config.width),
      convolution_norm_(Norm(config.width)),
      convolution_(ConvolutionModule(config.width, config.kernel)),
      second_half_(FeedForward(config.width, config.width * config.expansion)),
      final_norm_(Norm(config.width)) {
  register_module("first_half", first_half_);
  register_module("attention_norm", attention_norm_);
  register_module("query_key_value", query_key_value_);
  register_module("attention_out", attention_out_);
  register_module("convolution_norm", convolution_norm_);
  register_module("convolution", convolution_);
  register_module("second_half", second_half_);
  register_module("final_norm", final_norm_);
}

torch::Tensor ConformerImpl::Attend(const torch::Tensor& x) {
  const int64_t width = x.size(2);
  const int64_t head = width / heads_;
  // [B, T, 3 width] -> 3 x [B, heads, T, head]
  const std::vector<torch::Tensor> qkv = query_key_value_(x)
                                             .view({x.size(0), x.size(1), 3, heads_, head})
                                             .permute({2, 0, 3, 1, 4})
                                             .unbind(0);
  const double scale = 1 / std::sqrt(static_cast<double>(head));
  const torch::Tensor weights =
      torch::softmax(torch::matmul(qkv[0] * scale, qkv[1].transpose(2, 3)), 3);
  return attention_out_(torch::matmul(weights, qkv[2]).transpose(1, 2).reshape(x.sizes()));
}

torch::Tensor ConformerImpl::forward(const torch::Tensor& x) {
  torch::Tensor y = x.transpose(1, 2);
  y = y + 0.5 * first_half_->forward(y);
  y = y + Attend(attention_norm_(y));
  y = y + convolution_->forward(convolution_norm_(y).transpose(1, 2)).transpose(1, 2);
  y = y + 0.5 * second_half_->forward(y);
  return final_norm_(y).transpose(1, 2);
}

}  // namespace spk
