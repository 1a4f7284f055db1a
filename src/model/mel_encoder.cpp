#include "model/mel_encoder.h"

#include "metrics/mel_filters.h"
#include "metrics/spectrum.h"
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

}  // namespace

MelEncoderImpl::MelEncoderImpl(const MelConfig& config, int64_t sample_rate)
    : config_(config),
      window_(HannWindow(config.window)),
      filters_(MelFilters(config.window / 2 + 1, config.bands, sample_rate).t().contiguous()) {
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
  const torch::Tensor mirrored = torch::reflection_pad1d(whole, {around, around});
  const torch::Tensor magnitude =
      ShortTimeSpectra(mirrored, window_.to(audio.device()), config_.hop).abs();
  return torch::matmul(magnitude, filters_.to(audio.device()))
      .clamp_min(1e-5)
      .log()
      .transpose(1, 2);
}

torch::Tensor MelEncoderImpl::forward(const torch::Tensor& audio) {
  return net_->forward(LogMel(audio));
}

}  // namespace spk
