#include "model/mel_encoder.h"

#include <cmath>

#include "model/norm.h"
#include "model/precision.h"

namespace spk {
namespace {

using torch::nn::Conv1d;
using torch::nn::Conv1dOptions;

// shortcut(x) + conv3(SiLU(GN(conv3(SiLU(GN(x)))))).
class MelBlockImpl : public torch::nn::Module {
 public:
  MelBlockImpl(int64_t in, int64_t out, int64_t groups)
      : body_(GroupNorm(groups, in), torch::nn::SiLU(),
              Conv1d(Conv1dOptions(in, out, 3).padding(1)), GroupNorm(groups, out),
              torch::nn::SiLU(), Conv1d(Conv1dOptions(out, out, 3).padding(1))) {
    register_module("body", body_);
    if (in != out) {
      shortcut_ = register_module("shortcut", Conv1d(Conv1dOptions(in, out, 1)));
    }
  }

  torch::Tensor forward(const torch::Tensor& x) {
    return (shortcut_ ? shortcut_(x) : x) + body_->forward(x);
  }

 private:
  torch::nn::Sequential body_;
  Conv1d shortcut_{nullptr};
};
TORCH_MODULE(MelBlock);

double HtkMel(double hertz) { return 2595 * std::log10(1 + hertz / 700); }

}  // namespace

torch::Tensor MelFilters(int64_t bins, int64_t bands, int64_t sample_rate) {
  const double nyquist = static_cast<double>(sample_rate) / 2;
  const torch::Tensor hertz = torch::linspace(0, nyquist, bins, torch::kDouble).unsqueeze(1);
  const torch::Tensor mels = torch::linspace(0, HtkMel(nyquist), bands + 2, torch::kDouble);
  const torch::Tensor edges = 700 * (torch::pow(10, mels / 2595) - 1);
  const torch::Tensor low = edges.slice(0, 0, bands);
  const torch::Tensor middle = edges.slice(0, 1, bands + 1);
  const torch::Tensor high = edges.slice(0, 2);
  const torch::Tensor rising = (hertz - low) / (middle - low);
  const torch::Tensor falling = (high - hertz) / (high - middle);
  return torch::minimum(rising, falling).clamp_min(0).to(torch::kFloat);
}

MelEncoderImpl::MelEncoderImpl(const MelConfig& config, int64_t sample_rate)
    : config_(config),
      window_(torch::hann_window(config.window)),
      filters_(MelFilters(config.window / 2 + 1, config.bands, sample_rate)) {
  net_->push_back(MelBlock(config.bands, config.channels, 1));
  net_->push_back(Conv1d(Conv1dOptions(config.channels, config.channels, 5).stride(2).padding(2)));
  for (int64_t i = 0; i < config.blocks; ++i) {
    net_->push_back(MelBlock(config.channels, config.channels, 8));
  }
  net_->push_back(Conv1d(Conv1dOptions(config.channels, config.dimension, 1)));
  net_->push_back(torch::nn::Tanh());
  register_module("net", net_);
}

torch::Tensor MelEncoderImpl::LogMel(const torch::Tensor& audio) const {
  const FullPrecision full_precision;
  const int64_t step = 2 * config_.hop;
  const int64_t length = (audio.size(1) + step - 1) / step * step;
  const int64_t around = (config_.window - config_.hop) / 2;
  const torch::Tensor whole =
      torch::constant_pad_nd(audio.to(torch::kFloat), {0, length - audio.size(1)});
  const torch::Tensor framed =
      torch::reflection_pad1d(whole, {around, around}).unfold(1, config_.window, config_.hop);
  const torch::Tensor magnitude = torch::fft_rfft(framed * window_.to(audio.device())).abs();
  return torch::matmul(magnitude, filters_.to(audio.device()))
      .clamp_min(1e-5)
      .log()
      .transpose(1, 2);
}

torch::Tensor MelEncoderImpl::forward(const torch::Tensor& audio) {
  return net_->forward(LogMel(audio));
}

}  // namespace spk
