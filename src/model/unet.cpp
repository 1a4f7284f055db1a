#include "model/unet.h"

#include <algorithm>
#include <numbers>
#include <numeric>

#include "model/conv.h"
#include "model/norm.h"
#include "model/precision.h"

namespace spk {
namespace {

constexpr int64_t kGroups = 8;
constexpr int64_t kFrequencies = 128;

using torch::nn::Conv1d;
using torch::nn::Conv1dOptions;

Conv1d Conv3(int64_t in, int64_t out) { return Conv1d(Conv1dOptions(in, out, 3).padding(1)); }

// x + conv3(SiLU(GN(conv3(SiLU(GN(x)))))), then LayerNorm over channels whose scale and shift come
// from the noise level, then, if the depth has one, the context through a 1x1 convolution.
class UnetItemImpl : public torch::nn::Module {
 public:
  UnetItemImpl(int64_t channels, int64_t features, int64_t context)
      : first_norm_(kGroups, channels),
        first_(Conv3(channels, channels)),
        second_norm_(kGroups, channels),
        second_(Conv3(channels, channels)),
        modulation_(features, 2 * channels) {
    register_module("first_norm", first_norm_);
    register_module("first", first_);
    register_module("second_norm", second_norm_);
    register_module("second", second_);
    register_module("modulation", modulation_);
    if (context > 0) {
      inject_ = register_module("inject", PointwiseConv(channels + context, channels));
    }
  }

  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& level,
                        const torch::Tensor& context) {
    const torch::Tensor inner = first_(torch::silu(first_norm_(x)));
    const torch::Tensor y = Modulate(x + second_(torch::silu(second_norm_(inner))), level);
    return inject_ ? y + inject_(torch::cat({y, context}, 1)) : y;
  }

 private:
  torch::Tensor Modulate(const torch::Tensor& x, const torch::Tensor& level) {
    const std::vector<torch::Tensor> parts = modulation_(torch::silu(level)).chunk(2, 1);
    const FullPrecision full_precision;
    const torch::Tensor rows = x.to(torch::kFloat).transpose(1, 2);
    const torch::Tensor normalised =
        torch::layer_norm(rows, {x.size(1)}, {}, {}, 1e-6).transpose(1, 2);
    return normalised * (1 + parts[0].unsqueeze(2)) + parts[1].unsqueeze(2);
  }

  GroupNorm first_norm_;
  Conv1d first_;
  GroupNorm second_norm_;
  Conv1d second_;
  torch::nn::Linear modulation_;
  PointwiseConv inject_{nullptr};
};
TORCH_MODULE(UnetItem);

torch::Tensor PadEnd(const torch::Tensor& x, int64_t length) {
  return torch::constant_pad_nd(x, {0, length - x.size(2)});
}

}  // namespace

// x + s(level) * up(items(deeper(items(down(x))))); the outermost may leave the x out.
class UnetBlock : public torch::nn::Module {
 public:
  UnetBlock(const UnetConfig& config, size_t depth, int64_t outer, int64_t context)
      : adds_input_(depth > 0 || config.outer_skip),
        down_(Conv1dOptions(outer, config.channels[depth], config.factors[depth])
                  .stride(config.factors[depth])),
        skip_(config.modulation, outer) {
    const int64_t channels = config.channels[depth];
    const bool injects = std::ranges::count(config.inject_depths, static_cast<int64_t>(depth)) > 0;
    register_module("down", down_);
    if (config.upsampling == Upsampling::kNearest) {
      up_ = torch::nn::AnyModule(NearestUpsamplingConv(channels, outer, config.factors[depth]));
    } else {
      up_ = torch::nn::AnyModule(SubpixelConv(channels, outer, config.factors[depth]));
    }
    register_module("up", up_.ptr());
    register_module("skip", skip_);
    // Open gates: with the default of about 0.02 a depth, five depths would mute the events by nine
    // orders of magnitude at the start, and training would spend its first hours on that.
    torch::nn::init::ones_(skip_->bias);
    for (int64_t i = 0; i < config.items[depth]; ++i) {
      items_down_->push_back(UnetItem(channels, config.modulation, injects ? context : 0));
      items_up_->push_back(UnetItem(channels, config.modulation, injects ? context : 0));
    }
    register_module("items_down", items_down_);
    if (depth + 1 < config.channels.size()) {
      deeper_ = register_module("deeper",
                                std::make_shared<UnetBlock>(config, depth + 1, channels, context));
    }
    register_module("items_up", items_up_);
  }

  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& level,
                        const torch::Tensor& context) {
    torch::Tensor y = down_(x);
    y = Run(*items_down_, y, level, context);
    if (deeper_) {
      y = deeper_->forward(y, level, context);
    }
    y = Run(*items_up_, y, level, context);
    const torch::Tensor scaled = skip_(torch::silu(level)).unsqueeze(2) * up_.forward(y);
    return adds_input_ ? x + scaled : scaled;
  }

 private:
  static torch::Tensor Run(const torch::nn::ModuleListImpl& items, torch::Tensor x,
                           const torch::Tensor& level, const torch::Tensor& context) {
    for (const auto& item : items) {
      x = item->as<UnetItem>()->forward(x, level, context);
    }
    return x;
  }

  bool adds_input_;
  Conv1d down_;
  torch::nn::AnyModule up_;
  torch::nn::Linear skip_;
  torch::nn::ModuleList items_down_;
  torch::nn::ModuleList items_up_;
  std::shared_ptr<UnetBlock> deeper_;
};

LevelEmbeddingImpl::LevelEmbeddingImpl(int64_t features)
    : spread_(2 * kFrequencies + 1, features), mix_(features, features) {
  frequencies_ = register_parameter("frequencies", torch::randn({kFrequencies}));
  register_module("spread", spread_);
  register_module("mix", mix_);
}

torch::Tensor LevelEmbeddingImpl::forward(const torch::Tensor& sigma) {
  const FullPrecision full_precision;
  const torch::Tensor level = sigma.view({-1, 1});
  const torch::Tensor turns = level * frequencies_ * (2 * std::numbers::pi);
  const torch::Tensor x =
      torch::gelu(spread_(torch::cat({level, torch::sin(turns), torch::cos(turns)}, 1)));
  return torch::gelu(mix_(torch::gelu(mix_(x))));
}

UnetImpl::UnetImpl(const UnetConfig& config, int64_t channels, int64_t context)
    : total_stride_(std::accumulate(config.factors.begin(), config.factors.end(), int64_t{1},
                                    std::multiplies<>())),
      context_stride_(std::accumulate(config.factors.begin(),
                                      config.factors.begin() + config.inject_depths[0] + 1,
                                      int64_t{1}, std::multiplies<>())),
      level_(config.modulation),
      top_(std::make_shared<UnetBlock>(config, 0, channels, context)) {
  register_module("level", level_);
  register_module("top", top_);
}

torch::Tensor UnetImpl::forward(const torch::Tensor& x, const torch::Tensor& sigma,
                                const torch::Tensor& context) {
  TORCH_CHECK(context.size(2) == (x.size(2) + context_stride_ - 1) / context_stride_,
              "the context does not span the signal");
  const int64_t length = (x.size(2) + total_stride_ - 1) / total_stride_ * total_stride_;
  return top_->forward(PadEnd(x, length), level_(sigma), PadEnd(context, length / context_stride_))
      .narrow(2, 0, x.size(2));
}

}  // namespace spk
