#include "model/seanet.h"

#include <ATen/Parallel.h>

#include <algorithm>

#include "metrics/spectrum.h"
#include "model/conv.h"
#include "model/precision.h"

namespace spk {
namespace {

ConvOptions Options(const SeanetConfig& config, int64_t in, int64_t out, int64_t kernel,
                    int64_t stride = 1) {
  return {.in = in,
          .out = out,
          .kernel = kernel,
          .stride = stride,
          .weight_norm = config.weight_norm,
          .causal = config.causal,
          .padding = config.padding};
}

// x + conv1(ELU(conv_k(ELU(x)))), through half the channels.
class ResidualUnitImpl : public torch::nn::Module {
 public:
  ResidualUnitImpl(const SeanetConfig& config, int64_t channels)
      : narrow_(Options(config, channels, channels / 2, config.residual_kernel)),
        widen_(Options(config, channels / 2, channels, 1)) {
    register_module("narrow", narrow_);
    register_module("widen", widen_);
    if (!config.true_skip) {
      skip_ = register_module("skip", PaddedConv(Options(config, channels, channels, 1)));
    }
  }

  torch::Tensor forward(const torch::Tensor& x) {
    const torch::Tensor y = widen_(torch::elu(narrow_(torch::elu(x))));
    return (skip_ ? skip_(x) : x) + y;
  }

 private:
  PaddedConv narrow_;
  PaddedConv widen_;
  PaddedConv skip_{nullptr};
};
TORCH_MODULE(ResidualUnit);

torch::nn::LSTM MakeLstm(int64_t channels, int64_t layers) {
  return torch::nn::LSTM(torch::nn::LSTMOptions(channels, channels).num_layers(layers));
}

torch::Tensor WithLstm(torch::nn::LSTM* lstm, const torch::Tensor& x) {
  const torch::Tensor time_first = x.permute({2, 0, 1});
  return (std::get<0>((*lstm)(time_first)) + time_first).permute({1, 2, 0});
}

constexpr int64_t kFramesAtOnce = 32;

// frames: [..., size] -> spectrum: [..., size], real parts then imaginary parts of X |X|^-1/2.
void CompressedSpectrum(const torch::Tensor& frames, const torch::Tensor& window,
                        const torch::Tensor& spectrum) {
  const int64_t bins = window.size(0) / 2;
  const torch::Tensor transformed = FrameSpectra(frames, window).narrow(-1, 0, bins);
  const torch::Tensor real = torch::real(transformed);
  const torch::Tensor imaginary = torch::imag(transformed);
  // |X|^2 + 1e-10 is -100 dB under white noise of RMS 1: silence stays finite.
  const torch::Tensor power = torch::addcmul(real.square(), imaginary, imaginary).add_(1e-10);
  const torch::Tensor gain = power.sqrt_().rsqrt_();  // |X|^-1/2
  torch::Tensor real_part = spectrum.narrow(-1, 0, bins);
  torch::Tensor imaginary_part = spectrum.narrow(-1, bins, bins);
  torch::mul_out(real_part, real, gain);
  torch::mul_out(imaginary_part, imaginary, gain);
}

}  // namespace

SpectralStemImpl::SpectralStemImpl(const SeanetConfig& config)
    : size_(config.stft_window),
      hop_(config.stft_hop),
      window_(UnitHannWindow(size_)),
      linear_(config.stft_window, config.channels[0]) {
  register_module("linear", linear_);
}

torch::Tensor SpectralStemImpl::Spectrum(const torch::Tensor& audio) const {
  const FullPrecision full_precision;
  const torch::NoGradGuard no_grad;
  const int64_t frames = (audio.size(1) + hop_ - 1) / hop_;
  const int64_t before = (size_ - hop_) / 2;
  const int64_t after = size_ + (frames - 1) * hop_ - before - audio.size(1);
  const torch::Tensor framed =
      torch::constant_pad_nd(audio.to(torch::kFloat), {before, after}).unfold(1, size_, hop_);
  const torch::Tensor window = window_.to(audio.device());
  torch::Tensor spectrum = torch::empty({audio.size(0), frames, size_}, window.options());
  if (!audio.device().is_cpu()) {
    CompressedSpectrum(framed, window, spectrum);
    return spectrum;
  }
  // A few frames at a time stay in the cache from window to result, and LibTorch's own transform
  // runs on one thread.
  const int64_t chunks = (frames + kFramesAtOnce - 1) / kFramesAtOnce;
  at::parallel_for(0, audio.size(0) * chunks, 1, [&](int64_t begin, int64_t end) {
    const torch::NoGradGuard no_grad_here;  // guards belong to a thread
    for (int64_t chunk = begin; chunk < end; ++chunk) {
      const int64_t first = chunk % chunks * kFramesAtOnce;
      const int64_t count = std::min(kFramesAtOnce, frames - first);
      const auto rows = [&](const torch::Tensor& x) {
        return x.select(0, chunk / chunks).narrow(0, first, count);
      };
      CompressedSpectrum(rows(framed), window, rows(spectrum));
    }
  });
  return spectrum;
}

torch::Tensor SpectralStemImpl::forward(const torch::Tensor& audio) {
  return linear_(Spectrum(audio)).transpose(1, 2).contiguous();
}

SeanetEncoderImpl::SeanetEncoderImpl(const SeanetConfig& config) {
  if (config.stem == Stem::kSpectral) {
    stem_ = register_module("stem", SpectralStem(config));
  } else {
    stages_->push_back(PaddedConv(Options(config, 1, config.channels[0], config.kernel)));
  }
  for (size_t i = 0; i < config.strides.size(); ++i) {
    const int64_t stride = config.strides[i];
    stages_->push_back(ResidualUnit(config, config.channels[i]));
    stages_->push_back(torch::nn::ELU());
    stages_->push_back(PaddedConv(
        Options(config, config.channels[i], config.channels[i + 1], 2 * stride, stride)));
  }
  register_module("stages", stages_);
  const int64_t last = config.channels.back();
  if (config.lstm_layers > 0) {
    lstm_ = register_module("lstm", MakeLstm(last, config.lstm_layers));
  }
  if (config.dimension > 0) {
    head_ = register_module(
        "head",
        torch::nn::Sequential(torch::nn::ELU(),
                              PaddedConv(Options(config, last, config.dimension, config.kernel))));
  }
}

torch::Tensor SeanetEncoderImpl::forward(const torch::Tensor& audio) {
  torch::Tensor x = stages_->forward(stem_ ? stem_(audio) : audio.unsqueeze(1));
  if (lstm_) {
    x = WithLstm(&lstm_, x);
  }
  return head_ ? head_->forward(x) : x;
}

SeanetDecoderImpl::SeanetDecoderImpl(const SeanetConfig& config, int64_t input) {
  const auto& channels = config.channels;
  TORCH_CHECK(config.dimension > 0, "the decoder mirrors the last convolution");
  if (input != config.dimension) {
    first_->push_back(PaddedConv(Options(config, input, config.dimension, 1)));
  }
  first_->push_back(PaddedConv(Options(config, config.dimension, channels.back(), config.kernel)));
  register_module("first", first_);
  if (config.lstm_layers > 0) {
    lstm_ = register_module("lstm", MakeLstm(channels.back(), config.lstm_layers));
  }
  for (size_t i = config.strides.size(); i-- > 0;) {
    const int64_t stride = config.strides[i];
    stages_->push_back(torch::nn::ELU());
    stages_->push_back(
        UpsamplingConv(Options(config, channels[i + 1], channels[i], 2 * stride, stride)));
    stages_->push_back(ResidualUnit(config, channels[i]));
  }
  stages_->push_back(torch::nn::ELU());
  stages_->push_back(PaddedConv(Options(config, channels[0], 1, config.kernel)));
  register_module("stages", stages_);
}

torch::Tensor SeanetDecoderImpl::forward(const torch::Tensor& x) {
  torch::Tensor y = first_->forward(x);
  if (lstm_) {
    y = WithLstm(&lstm_, y);
  }
  return stages_->forward(y).squeeze(1);
}

}  // namespace spk
