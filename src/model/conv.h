// The two convolutions of SEANet, with EnCodec's exact length rules, and the U-Net's.
#pragma once

#include <torch/torch.h>

#include "model/config.h"

namespace spk {

struct ConvOptions {
  int64_t in = 0;
  int64_t out = 0;
  int64_t kernel = 1;
  int64_t stride = 1;
  bool weight_norm = false;  // w = g v / |v|, norms over all dimensions but the first
  bool causal = false;
  Padding padding = Padding::kZero;
};

// [B, in, L] -> [B, out, ceil(L / stride)]. Pads kernel - stride samples around the signal (all in
// front if causal) and, at the end, what completes the last stride.
class PaddedConvImpl : public torch::nn::Module {
 public:
  explicit PaddedConvImpl(const ConvOptions& options);
  torch::Tensor forward(const torch::Tensor& x);

 private:
  ConvOptions options_;
  torch::Tensor weight_;  // or, normalised, its direction
  torch::Tensor gain_;    // weight norm only
  torch::Tensor bias_;
};
TORCH_MODULE(PaddedConv);

// Transposed convolution with kernel = 2 stride: [B, in, T] -> [B, out, T stride]. An output sample
// sees two input steps, so it is computed as a convolution of kernel 2 with stride x out channels
// and a reshape, which is many times faster here than conv_transpose1d and gives the same numbers.
class UpsamplingConvImpl : public torch::nn::Module {
 public:
  explicit UpsamplingConvImpl(const ConvOptions& options);
  torch::Tensor forward(const torch::Tensor& x);

  // [in, out, kernel], the layout of conv_transpose1d.
  torch::Tensor TransposedWeight() const;

 private:
  ConvOptions options_;
  torch::Tensor weight_;
  torch::Tensor gain_;  // weight norm only: [in, 1, 1]
  torch::Tensor bias_;
};
TORCH_MODULE(UpsamplingConv);

// Kernel 1: [B, in, T] -> [B, out, T], with the weights of a Conv1d. On a single thread LibTorch
// leaves it to BLAS, which is half as fast as the oneDNN that it takes on several.
class PointwiseConvImpl : public torch::nn::Conv1dImpl {
 public:
  PointwiseConvImpl(int64_t in, int64_t out);
  torch::Tensor forward(const torch::Tensor& x);
};
TORCH_MODULE(PointwiseConv);

// Nearest-neighbour upsampling and a convolution of kernel 3: [B, in, T] -> [B, out, T factor],
// with the weights of a Conv1d. All samples of a step but the first and the last hear that step
// alone, so it is computed at the low rate: nothing is repeated before it is convolved.
class NearestUpsamplingConvImpl : public torch::nn::Conv1dImpl {
 public:
  NearestUpsamplingConvImpl(int64_t in, int64_t out, int64_t factor);
  torch::Tensor forward(const torch::Tensor& x);

 private:
  int64_t factor_;
};
TORCH_MODULE(NearestUpsamplingConv);

// A convolution of kernel 3 to every sample of a step, one after another: [B, in, T] ->
// [B, out, T factor] (Shi et al., "Real-Time Single Image and Video Super-Resolution Using an
// Efficient Sub-Pixel Convolutional Neural Network").
class SubpixelConvImpl : public torch::nn::Conv1dImpl {
 public:
  SubpixelConvImpl(int64_t in, int64_t out, int64_t factor);
  torch::Tensor forward(const torch::Tensor& x);

 private:
  int64_t factor_;
};
TORCH_MODULE(SubpixelConv);

}  // namespace spk
