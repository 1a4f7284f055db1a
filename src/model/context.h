// "Integrate context": what each side of the bottleneck does with its neighbours in time.
#pragma once

#include <torch/torch.h>

#include "model/config.h"
#include "model/conv.h"
#include "model/norm.h"

namespace spk {

// x + scale * conv1(SiLU(conv1(StepNorm(depthwise(x))))); scale starts at 0.3 and is learnt.
// [B, width, T] -> [B, width, T].
class ConvolutionBlockImpl : public torch::nn::Module {
 public:
  explicit ConvolutionBlockImpl(const ContextConfig& config);
  torch::Tensor forward(const torch::Tensor& x);

 private:
  torch::nn::Conv1d depthwise_;
  StepNorm norm_;
  PointwiseConv widen_;
  PointwiseConv narrow_;
  torch::Tensor scale_;
};
TORCH_MODULE(ConvolutionBlock);

// Input convolution, learnt prompt, blocks: [B, input, T] -> [B, width, T]. With no layers, no
// input convolution and no prompts it is the identity.
class ContextStackImpl : public torch::nn::Module {
 public:
  ContextStackImpl(const ContextConfig& config, int64_t input, int64_t prompts);

  // mu: [B] integers in [0, prompts), or undefined when the stack has no prompts.
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& mu);

 private:
  torch::nn::Conv1d input_{nullptr};
  torch::nn::Embedding prompt_{nullptr};
  // As in Vaswani et al. 2017, section 3.4: a row is learnt from few samples, in steps of the rate
  // of learning, and would take thousands of them to be heard.
  double prompt_scale_ = 0;
  torch::nn::Sequential blocks_;
};
TORCH_MODULE(ContextStack);

}  // namespace spk
