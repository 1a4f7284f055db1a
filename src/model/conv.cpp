#include "model/conv.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "model/precision.h"

namespace spk {
namespace {

// LibTorch's own default for convolutions: uniform in +-1/sqrt(fan in), weight and bias.
torch::Tensor Uniform(torch::IntArrayRef shape, int64_t fan_in) {
  const double bound = 1 / std::sqrt(static_cast<double>(fan_in));
  return torch::empty(shape).uniform_(-bound, bound);
}

torch::Tensor InitialGain(const torch::Tensor& weight) {
  return weight.flatten(1).norm(2, 1).view({-1, 1, 1}).clone();
}

torch::Tensor Normalised(const torch::Tensor& direction, const torch::Tensor& gain) {
  return gain.defined() ? torch::_weight_norm(direction, gain, 0) : direction;
}

torch::Tensor Pad(const torch::Tensor& x, int64_t left, int64_t right, Padding mode) {
  if (left == 0 && right == 0) {
    return x;
  }
  if (mode == Padding::kZero) {
    return torch::constant_pad_nd(x, {left, right});
  }
  // Reflection needs more samples than it adds: lengthen a short signal with zeros first, and drop
  // as many at the end (EnCodec, conv.py, pad1d).
  const int64_t extra = std::max<int64_t>(0, std::max(left, right) + 1 - x.size(-1));
  const torch::Tensor longer = extra > 0 ? torch::constant_pad_nd(x, {0, extra}) : x;
  const torch::Tensor padded = torch::reflection_pad1d(longer, {left, right});
  return padded.narrow(-1, 0, padded.size(-1) - extra);
}

}  // namespace

PaddedConvImpl::PaddedConvImpl(const ConvOptions& options) : options_(options) {
  const int64_t fan_in = options.in * options.kernel;
  weight_ =
      register_parameter("weight", Uniform({options.out, options.in, options.kernel}, fan_in));
  if (options.weight_norm) {
    gain_ = register_parameter("gain", InitialGain(weight_.detach()));
  }
  bias_ = register_parameter("bias", Uniform({options.out}, fan_in));
}

torch::Tensor PaddedConvImpl::forward(const torch::Tensor& x) {
  const int64_t around = options_.kernel - options_.stride;
  const int64_t behind = options_.causal ? 0 : around / 2;
  const int64_t over = x.size(-1) % options_.stride;
  const int64_t missing = over == 0 ? 0 : options_.stride - over;
  const torch::Tensor padded = Pad(x, around - behind, behind + missing, options_.padding);
  return torch::conv1d(padded, Normalised(weight_, gain_), bias_, options_.stride);
}

UpsamplingConvImpl::UpsamplingConvImpl(const ConvOptions& options) : options_(options) {
  TORCH_CHECK(options.kernel == 2 * options.stride, "an upsampling kernel spans two steps");
  const int64_t fan_in = options.out * options.kernel;  // as conv_transpose1d counts it
  weight_ =
      register_parameter("weight", Uniform({options.in, options.out, options.kernel}, fan_in));
  if (options.weight_norm) {
    gain_ = register_parameter("gain", InitialGain(weight_.detach()));
  }
  bias_ = register_parameter("bias", Uniform({options.out}, fan_in));
}

torch::Tensor UpsamplingConvImpl::TransposedWeight() const { return Normalised(weight_, gain_); }

torch::Tensor UpsamplingConvImpl::forward(const torch::Tensor& x) {
  const int64_t batch = x.size(0);
  const int64_t steps = x.size(2);
  const int64_t stride = options_.stride;
  // Sample j of step t hears x[t] through w[j] and x[t - 1] through w[stride + j].
  const torch::Tensor weight = TransposedWeight()
                                   .view({options_.in, options_.out, 2, stride})
                                   .flip(2)
                                   .permute({1, 3, 0, 2})
                                   .reshape({options_.out * stride, options_.in, 2});
  const torch::Tensor bias = bias_.repeat_interleave(stride);
  const torch::Tensor padded = torch::constant_pad_nd(x, {1, 1});
  const torch::Tensor full = torch::conv1d(padded, weight, bias)
                                 .view({batch, options_.out, stride, steps + 1})
                                 .transpose(2, 3)
                                 .reshape({batch, options_.out, (steps + 1) * stride});
  const int64_t trimmed = options_.causal ? 0 : stride - stride / 2;
  return full.narrow(2, trimmed, steps * stride);
}

PointwiseConvImpl::PointwiseConvImpl(int64_t in, int64_t out)
    : Conv1dImpl(torch::nn::Conv1dOptions(in, out, 1)) {}

torch::Tensor PointwiseConvImpl::forward(const torch::Tensor& x) {
  if (!at::hasMKLDNN() || !x.device().is_cpu() || x.scalar_type() != torch::kFloat ||
      IsAutocastEnabled(c10::kCPU)) {
    return Conv1dImpl::forward(x);
  }
  const std::vector<int64_t> none = {0, 0};
  const std::vector<int64_t> one = {1, 1};
  return at::mkldnn_convolution(x.unsqueeze(2), weight.unsqueeze(2), bias, none, one, one, 1)
      .squeeze(2);
}

NearestUpsamplingConvImpl::NearestUpsamplingConvImpl(int64_t in, int64_t out, int64_t factor)
    : Conv1dImpl(torch::nn::Conv1dOptions(in, out, 3).padding(1)), factor_(factor) {}

torch::Tensor NearestUpsamplingConvImpl::forward(const torch::Tensor& x) {
  if (factor_ == 1) return Conv1dImpl::forward(x);
  const std::vector<torch::Tensor> taps = weight.unbind(2);
  const torch::Tensor none = torch::zeros_like(taps[0]);
  std::vector<torch::Tensor> kernels = {torch::stack({taps[0], taps[1] + taps[2], none}, 2),
                                        torch::stack({none, taps[0] + taps[1], taps[2]}, 2)};
  if (factor_ > 2) {
    kernels.push_back(torch::stack({none, taps[0] + taps[1] + taps[2], none}, 2));
  }
  const auto count = static_cast<int64_t>(kernels.size());
  const torch::Tensor y = torch::conv1d(x, torch::cat(kernels), bias.repeat(count), 1, 1)
                              .view({x.size(0), count, -1, x.size(2), 1});
  std::vector<torch::Tensor> samples(static_cast<size_t>(factor_), y.select(1, count - 1));
  samples.front() = y.select(1, 0);
  samples.back() = y.select(1, 1);
  return torch::cat(samples, 3).flatten(2);
}

SubpixelConvImpl::SubpixelConvImpl(int64_t in, int64_t out, int64_t factor)
    : Conv1dImpl(torch::nn::Conv1dOptions(in, out * factor, 3).padding(1)), factor_(factor) {}

torch::Tensor SubpixelConvImpl::forward(const torch::Tensor& x) {
  return Conv1dImpl::forward(x)
      .view({x.size(0), -1, factor_, x.size(2)})
      .transpose(2, 3)
      .flatten(2);
}

}  // namespace spk
