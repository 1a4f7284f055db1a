#include "model/lapped/bin_layers.h"

#include <algorithm>
#include <numbers>
#include <vector>

namespace spk {

namespace F = torch::nn::functional;

namespace {

torch::nn::Conv1d Convolution(int64_t in, int64_t out, int64_t kernel) {
  return torch::nn::Conv1d(torch::nn::Conv1dOptions(in, out, kernel).padding(kernel / 2));
}

}  // namespace

torch::nn::Sequential MakeBinLayers(const BinLayersConfig& config, int64_t features,
                                    int64_t outputs) {
  torch::nn::Sequential layers;
  for (int64_t layer = 0; layer < config.layers; ++layer) {
    layers->push_back(
        Convolution(layer == 0 ? features : config.channels, config.channels, config.kernel));
    layers->push_back(torch::nn::SiLU());
  }
  torch::nn::Conv1d last = Convolution(config.channels, outputs, 1);
  torch::nn::init::zeros_(last->weight);
  torch::nn::init::zeros_(last->bias);
  layers->push_back(last);
  return layers;
}

int64_t ReachInBins(const BinLayersConfig& config) { return config.layers * (config.kernel / 2); }

// A few steps at a time where no gradient needs them all: their activations are large.
torch::Tensor ApplyBinLayers(torch::nn::Sequential* layers, const torch::Tensor& features) {
  constexpr int64_t kAtOnce = 8;
  if (torch::GradMode::is_enabled()) return (*layers)->forward(features);
  std::vector<torch::Tensor> parts;
  for (const torch::Tensor& part : features.split(kAtOnce)) {
    parts.push_back((*layers)->forward(part));
  }
  return torch::cat(parts);
}

torch::Tensor WithStepsBeside(const torch::Tensor& cells) {
  return F::pad(cells, F::PadFuncOptions({kStepsBeside, kStepsBeside}))
      .unfold(2, kStepsSeen, 1)
      .permute({0, 2, 3, 1});
}

torch::Tensor QuarterTurns(int64_t bins, const torch::TensorOptions& options) {
  const torch::Tensor phase = torch::arange(bins, options) * (std::numbers::pi / 2);
  return torch::stack({torch::cos(phase), torch::sin(phase)});
}

torch::Tensor Compressed(const torch::Tensor& x) {
  return torch::sign(x) * torch::log2(1 + torch::abs(x));
}

int64_t BinsUsed(const torch::Tensor& used, int64_t beyond) {
  const torch::Tensor bins = used.any(2).any(0).nonzero();
  const int64_t last = bins.numel() == 0 ? 0 : bins.max().item<int64_t>() + 1;
  return std::clamp<int64_t>(last + beyond, 1, used.size(1));
}

}  // namespace spk
