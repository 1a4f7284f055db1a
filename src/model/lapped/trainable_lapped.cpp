#include "model/lapped/trainable_lapped.h"

#include <utility>

#include "model/lapped/lapped_network.h"

namespace spk {
namespace {

class DequantizerStage final : public Stage {
 public:
  explicit DequantizerStage(LappedNetwork network) : network_(std::move(network)) {}

  StageFacts facts() const override { return {}; }
  std::vector<torch::Tensor> Parameters() const override { return network_->parameters(); }

  StageLoss Loss(const Batch& batch, const StageOptions& options,
                 const Generator& /*generator*/) override {
    const torch::Tensor levels = network_->Encode(batch.audio, batch.mu);
    const torch::Tensor estimate = network_->Decode(levels, batch.mu);
    const torch::Tensor error = torch::mse_loss(estimate, batch.audio);
    return {.loss = DecodeLoss(options.decode, estimate, batch.audio, error,
                               network_->config().sample_rate),
            .error = error.detach(),
            .latent = levels};
  }

 private:
  mutable LappedNetwork network_;
};

class TrainableLapped final : public Trainable {
 public:
  explicit TrainableLapped(const LappedConfig& config) : network_(config), stage_(network_) {}

  // Its levels are no events of a network: whether they fire is not learnt.
  TrainableFacts facts() const override {
    const LappedConfig& config = network_->config();
    return {.sample_rate = config.sample_rate,
            .hop = config.hop,
            .prompts = config.prompts,
            .fires = false};
  }
  torch::nn::Module& module() override { return *network_; }
  std::shared_ptr<Trainable> Another() const override {
    return std::make_shared<TrainableLapped>(network_->config());
  }

  Result<Stage*> FindStage(Objective objective) override {
    if (objective == Objective::kCoarse) return &stage_;
    return Fail(ErrorCode::kInput, "objective: of a lapped model only coarse can be trained");
  }

  Reconstruction Reconstruct(const Batch& windows, const ReconstructionOptions& /*options*/,
                             const torch::Tensor& /*noise*/) override {
    const torch::NoGradGuard no_grad;
    const auto [audio, mu] = windows.To(device());
    return {.coarse = network_->Decode(network_->Encode(audio, mu), mu).cpu()};
  }

  bool shares_batches() const override { return true; }
  // It has none.
  void ShareStatistics(std::function<torch::Tensor(const torch::Tensor&)> /*mean*/) override {}
  void FreezeStatistics() override {}
  void FreezeIdleStatistics() override {}

 private:
  mutable LappedNetwork network_;
  DequantizerStage stage_;
};

}  // namespace

Result<std::shared_ptr<Trainable>> MakeTrainableLapped(const std::string& config_json) {
  const auto config = ParseLappedConfig(config_json);
  SPK_TRY(config);
  if (config->dequantizer.layers == 0) {
    return Fail(ErrorCode::kModel, "model configuration: without a dequantizer nothing is trained");
  }
  return std::make_shared<TrainableLapped>(*config);
}

}  // namespace spk
