#include "model/lapped/trainable_lapped.h"

#include <utility>

#include "model/lapped/lapped_network.h"
#include "model/weights_file.h"

namespace spk {
namespace {

// What is sent and how it is estimated: the encoder and the dequantiser.
class LappedCoarseStage final : public Stage {
 public:
  explicit LappedCoarseStage(LappedNetwork network) : network_(std::move(network)) {}

  StageFacts facts() const override { return {}; }
  std::vector<torch::Tensor> Parameters() const override {
    std::vector<torch::Tensor> parameters;
    for (const auto& item : network_->named_parameters()) {
      if (!IsOfGenerator(item.key())) parameters.push_back(item.value());
    }
    return parameters;
  }

  StageLoss Loss(const Batch& batch, const StageOptions& options,
                 const Generator& /*generator*/) override {
    const LappedEncoding encoding = network_->Encode(batch.audio, batch.mu);
    const torch::Tensor levels = encoding.levels();
    const torch::Tensor estimate = network_->Decode(levels, batch.mu);
    const torch::Tensor error = torch::mse_loss(estimate, batch.audio);
    StageLoss loss = {.loss = DecodeLoss(options.decode, estimate, batch.audio, error,
                                         network_->config().sample_rate),
                      .error = error.detach(),
                      .latent = levels};
    if (network_->estimates_cost()) loss.bits = network_->Cost(encoding.fired, batch.mu);
    return loss;
  }

 private:
  mutable LappedNetwork network_;
};

// What is played where nothing was sent.
class NoiseStage final : public Stage {
 public:
  explicit NoiseStage(LappedNetwork network) : network_(std::move(network)) {}

  StageFacts facts() const override { return {.samples = true, .trains_generator = true}; }
  std::vector<torch::Tensor> Parameters() const override { return network_->GeneratorParameters(); }

  StageLoss Loss(const Batch& batch, const StageOptions& options,
                 const Generator& generator) override {
    const int64_t steps = batch.audio.size(1) / network_->config().hop;
    torch::Tensor levels;
    {
      const torch::NoGradGuard no_grad;
      levels = network_->EncodeWithNoise(batch.audio, batch.mu, 0, steps, 0);
    }
    const torch::Tensor noise = torch::randn(batch.audio.sizes(), generator, batch.audio.options());
    const torch::Tensor filled = network_->DecodeWithNoise(levels, batch.mu, noise, 0);
    const torch::Tensor error = torch::mse_loss(filled, batch.audio);
    return {.loss = DecodeLoss(options.decode, filled, batch.audio, error,
                               network_->config().sample_rate),
            .error = error.detach(),
            .latent = levels};
  }

 private:
  mutable LappedNetwork network_;
};

class TrainableLapped final : public Trainable {
 public:
  explicit TrainableLapped(const LappedConfig& config)
      : network_(config), coarse_(network_), noise_(network_) {}

  // Its levels are no events of 0 and 1 whose density or four packings tell of their rate.
  TrainableFacts facts() const override {
    const LappedConfig& config = network_->config();
    return {.sample_rate = config.sample_rate,
            .hop = config.hop,
            .prompts = config.prompts,
            .fires = false,
            .estimates_cost = network_->estimates_cost()};
  }
  torch::nn::Module& module() override { return *network_; }
  std::shared_ptr<Trainable> Another() const override {
    return std::make_shared<TrainableLapped>(network_->config());
  }

  Result<Stage*> FindStage(Objective objective) override {
    if (objective == Objective::kCoarse && !coarse_.Parameters().empty()) return &coarse_;
    if (objective == Objective::kResidual && !noise_.Parameters().empty()) return &noise_;
    return Fail(ErrorCode::kInput,
                "objective: of this lapped model nothing of the kind can be trained");
  }

  Reconstruction Reconstruct(const Batch& windows, const ReconstructionOptions& options,
                             const torch::Tensor& noise) override {
    const torch::NoGradGuard no_grad;
    const auto [audio, mu] = windows.To(device());
    const LappedEncoding encoding = network_->Encode(audio, mu);
    Reconstruction result = {.coarse = network_->Decode(encoding.levels(), mu).cpu()};
    if (options.sampling_steps > 0 && network_->fills()) {
      const int64_t steps = audio.size(1) / network_->config().hop;
      const torch::Tensor told = network_->EncodeWithNoise(audio, mu, 0, steps, 0);
      result.sampled = network_->DecodeWithNoise(told, mu, noise.to(device()), 0).cpu();
    }
    if (network_->estimates_cost()) result.bits = network_->Cost(encoding.fired, mu).cpu();
    return result;
  }

  bool shares_batches() const override { return true; }
  // It has none.
  void ShareStatistics(std::function<torch::Tensor(const torch::Tensor&)> /*mean*/) override {}
  void FreezeStatistics() override {}
  void FreezeIdleStatistics() override {}

 private:
  mutable LappedNetwork network_;
  LappedCoarseStage coarse_;
  NoiseStage noise_;
};

}  // namespace

Result<std::shared_ptr<Trainable>> MakeTrainableLapped(const std::string& config_json) {
  const auto config = ParseLappedConfig(config_json);
  SPK_TRY(config);
  auto trainable = std::make_shared<TrainableLapped>(*config);
  if (trainable->module().parameters().empty()) {
    return Fail(ErrorCode::kModel, "model configuration: it has no network to train");
  }
  return trainable;
}

}  // namespace spk
