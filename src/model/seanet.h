// SEANet: a stack of residual units and strided convolutions, and its mirror image.
// Tagliasacchi et al. 2020; hyper-parameters as in EnCodec (Defossez et al. 2022).
#pragma once

#include <torch/torch.h>

#include "model/config.h"

namespace spk {

// Complex STFT at a higher frame rate than the codec's, in place of the layers that would have to
// learn one, and a linear layer: [B, L] -> [B, channels[0], ceil(L / hop)]. The linear layer sees
// the real and imaginary parts of the bins 0 to window/2 - 1, their magnitudes compressed to
// |X|^1/2. Frame f is centred on the middle of hop f. No gradient reaches the audio: the stem
// stands at the input.
class SpectralStemImpl : public torch::nn::Module {
 public:
  explicit SpectralStemImpl(const SeanetConfig& config);
  torch::Tensor forward(const torch::Tensor& audio);

 private:
  torch::Tensor Spectrum(const torch::Tensor& audio) const;  // [B, L] -> [B, frames, window]

  int64_t size_;
  int64_t hop_;
  torch::Tensor window_;      // Hann of unit energy: white noise of RMS 1 has E|X|^2 = 1
  torch::nn::Linear linear_;  // frames stay rows: transposing its few outputs is what is cheap
};
TORCH_MODULE(SpectralStem);

// [B, L] -> [B, dimension (or channels.back()), ceil(L / hop)] for every L >= 1.
class SeanetEncoderImpl : public torch::nn::Module {
 public:
  explicit SeanetEncoderImpl(const SeanetConfig& config);
  torch::Tensor forward(const torch::Tensor& audio);

 private:
  SpectralStem stem_{nullptr};  // spectral stem only
  torch::nn::Sequential stages_;
  torch::nn::LSTM lstm_{nullptr};        // optional, with a skip around it
  torch::nn::Sequential head_{nullptr};  // optional: ELU and the last convolution
};
TORCH_MODULE(SeanetEncoder);

// [B, input, T] -> [B, T * product of strides].
class SeanetDecoderImpl : public torch::nn::Module {
 public:
  SeanetDecoderImpl(const SeanetConfig& config, int64_t input);
  torch::Tensor forward(const torch::Tensor& x);

 private:
  torch::nn::Sequential first_;
  torch::nn::LSTM lstm_{nullptr};
  torch::nn::Sequential stages_;
};
TORCH_MODULE(SeanetDecoder);

}  // namespace spk
