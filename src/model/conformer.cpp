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

// Row r stands for the distance r - (steps - 1): [2 steps - 1, width], sines then cosines of the
// wavelengths of Vaswani et al. 2017.
torch::Tensor Sinusoids(int64_t steps, int64_t width, torch::Device device) {
  const auto numbers = torch::TensorOptions(torch::kFloat).device(device);
  const torch::Tensor distance = torch::arange(1 - steps, steps, numbers);
  const torch::Tensor exponent = torch::arange(0, width, 2, numbers) / width;
  const torch::Tensor angle = torch::outer(distance, torch::pow(1e-4, exponent));
  return torch::cat({torch::sin(angle), torch::cos(angle)}, 1);
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
  if (config.relative_position) {
    distance_ = register_module(
        "distance",
        torch::nn::Linear(torch::nn::LinearOptions(config.width, config.width).bias(false)));
    const std::vector<int64_t> shape = {heads_, 1, config.width / heads_};
    content_bias_ = register_parameter("content_bias", torch::zeros(shape));
    distance_bias_ = register_parameter("distance_bias", torch::zeros(shape));
  }
  register_module("convolution_norm", convolution_norm_);
  register_module("convolution", convolution_);
  register_module("second_half", second_half_);
  register_module("final_norm", final_norm_);
}

// query, key: [B, heads, T, head] -> [B, heads, T, T]
torch::Tensor ConformerImpl::Scores(const torch::Tensor& query, const torch::Tensor& key) {
  if (!distance_) {
    return torch::matmul(query, key.transpose(2, 3));
  }
  const int64_t steps = query.size(2);
  const int64_t head = query.size(3);
  const torch::Tensor content = torch::matmul(query + content_bias_, key.transpose(2, 3));
  // [heads, head, 2T - 1], one column a distance, then [T, T] picks that of each pair.
  const torch::Tensor distances = distance_(Sinusoids(steps, heads_ * head, query.device()))
                                      .view({-1, heads_, head})
                                      .permute({1, 2, 0});
  const torch::Tensor by_distance = torch::matmul(query + distance_bias_, distances);
  const torch::Tensor step = torch::arange(steps, query.device());
  const torch::Tensor pick = step.view({-1, 1}) - step + (steps - 1);
  return content + by_distance.gather(3, pick.expand({query.size(0), heads_, steps, steps}));
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
  const torch::Tensor weights = torch::softmax(Scores(qkv[0], qkv[1]) * scale, 3);
  return attention_out_(torch::matmul(weights, qkv[2]).transpose(1, 2).reshape(x.sizes()));
}

torch::Tensor ConformerImpl::forward(const torch::Tensor& x) {
  // What blocks add up keeps its digits: under autocast LayerNorm does not take bfloat16 either.
  torch::Tensor y = x.transpose(1, 2).to(torch::kFloat);
  y = y + 0.5 * first_half_->forward(y);
  y = y + Attend(attention_norm_(y));
  y = y + convolution_->forward(convolution_norm_(y).transpose(1, 2)).transpose(1, 2);
  y = y + 0.5 * second_half_->forward(y);
  return final_norm_(y).transpose(1, 2);
}

}  // namespace spk
