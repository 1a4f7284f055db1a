#include "model/trainable_autoencoder.h"

#include <algorithm>
#include <utility>

#include "model/refine.h"

namespace spk {
namespace {

torch::Tensor Zero(const Batch& batch) { return torch::zeros({}, batch.audio.options()); }

Encoding EncodeBatch(AutoencoderNetwork network, const Batch& batch, int64_t refinement) {
  if (refinement == 0) return network->EncodeForTraining(batch.audio, batch.mu);
  torch::Tensor pre_activations;
  {
    const torch::NoGradGuard no_grad;
    pre_activations = network->PreActivations(batch.audio, batch.mu);
  }
  return {.latent = RefineEvents(network, batch.audio, pre_activations, refinement, batch.mu),
          .commitment = Zero(batch)};
}

// What the events cost, to be brought down; and how badly that was foreseen, which is learnt also
// where they are within their budget.
void AddCost(AutoencoderNetwork network, const torch::Tensor& events, StageLoss* loss) {
  if (!network->estimates_cost()) return;
  loss->bits = network->EventBits(events);
  const auto cells = static_cast<double>(events.size(1) * events.size(2));
  loss->loss = loss->loss + network->EventBits(events.detach()).mean() / cells;
}

class CoarseStage : public Stage {
 public:
  explicit CoarseStage(AutoencoderNetwork network) : network_(std::move(network)) {}

  StageFacts facts() const override { return {}; }
  std::vector<torch::Tensor> Parameters() const override { return network_->CoarseParameters(); }

  StageLoss Loss(const Batch& batch, const StageOptions& options,
                 const Generator& /*generator*/) override {
    const Encoding encoding = EncodeBatch(network_, batch, options.refinement);
    const torch::Tensor estimate = network_->Coarse(encoding.latent, batch.mu).to(torch::kFloat);
    const torch::Tensor error = torch::mse_loss(estimate, batch.audio);
    const int64_t rate = network_->config().sample_rate;
    StageLoss loss = {.loss = encoding.commitment +
                              DecodeLoss(options.decode, estimate, batch.audio, error, rate),
                      .error = error.detach(),
                      .latent = encoding.latent};
    AddCost(network_, encoding.latent, &loss);
    return loss;
  }

 private:
  AutoencoderNetwork network_;
};

class DiffusionStage : public Stage {
 public:
  // alone: without what it is told of the coarse decode.
  DiffusionStage(AutoencoderNetwork network, bool alone)
      : network_(std::move(network)), alone_(alone) {}

  StageFacts facts() const override { return {.samples = true, .trains_generator = alone_}; }
  std::vector<torch::Tensor> Parameters() const override {
    return alone_ ? network_->GeneratorParameters() : network_->parameters();
  }

  StageLoss Loss(const Batch& batch, const StageOptions& options,
                 const Generator& generator) override {
    const Encoding encoding = EncodeBatch(network_, batch, options.refinement);
    const DiffusionLosses losses =
        network_->DiffusionLoss(batch.audio, encoding.latent, batch.mu, generator);
    StageLoss loss = {.loss = encoding.commitment + losses.velocity + losses.scale,
                      .error = losses.velocity.detach(),
                      .latent = encoding.latent};
    if (!alone_) AddCost(network_, encoding.latent, &loss);
    return loss;
  }

 private:
  AutoencoderNetwork network_;
  bool alone_;
};

class TrainableAutoencoder : public Trainable {
 public:
  explicit TrainableAutoencoder(const AutoencoderNetwork& network)
      : network_(network), coarse_(network), residual_(network, true), joint_(network, false) {}

  TrainableFacts facts() const override {
    const AutoencoderConfig& config = network_->config();
    return {.sample_rate = config.sample_rate,
            .hop = config.hop,
            .prompts = config.prompts,
            .fires = Fires(config),
            .estimates_cost = network_->estimates_cost()};
  }
  torch::nn::Module& module() override { return *network_; }
  std::shared_ptr<Trainable> Another() const override {
    return MakeTrainableAutoencoder(AutoencoderNetwork(network_->config()));
  }

  Result<Stage*> FindStage(Objective objective) override;
  Reconstruction Reconstruct(const Batch& windows, const ReconstructionOptions& options,
                             const torch::Tensor& noise) override;

  // Codebooks learn from a batch by themselves.
  bool shares_batches() const override { return Fires(network_->config()); }
  void ShareStatistics(std::function<torch::Tensor(const torch::Tensor&)> mean) override {
    network_->quantizer()->ShareStatistics(std::move(mean));
  }
  void FreezeStatistics() override {
    if (network_->quantizer()) network_->quantizer()->FreezeStatistics();
  }
  void FreezeIdleStatistics() override;

 private:
  AutoencoderNetwork network_;
  CoarseStage coarse_;
  DiffusionStage residual_;
  DiffusionStage joint_;
};

Result<Stage*> TrainableAutoencoder::FindStage(Objective objective) {
  const bool staged = std::holds_alternative<MdctConfig>(network_->config().decoder);
  if (objective == Objective::kCoarse) return &coarse_;
  if (objective == Objective::kResidual) {
    if (staged) return &residual_;
    return Fail(ErrorCode::kInput, "objective: the network has no stage 2");
  }
  // Encoder and coarse decoder would silently stay as they are: stage 2 sends them no gradient.
  if (staged) {
    return Fail(
        ErrorCode::kInput,
        "objective: a network of two stages is trained in coarse and residual, not jointly");
  }
  if (network_->generates()) return &joint_;
  return Fail(ErrorCode::kInput, "objective: a regression has no diffusion to train jointly");
}

Reconstruction TrainableAutoencoder::Reconstruct(const Batch& windows,
                                                 const ReconstructionOptions& options,
                                                 const torch::Tensor& noise) {
  const torch::NoGradGuard no_grad;
  const bool was_training = network_->is_training();
  network_->eval();
  const auto [audio, mu] = windows.To(network_->device());
  const bool refines = options.refinement > 0 && Fires(network_->config());
  const torch::Tensor latent =
      refines ? RefineEvents(network_, audio, network_->PreActivations(audio, mu),
                             options.refinement, mu)
              : network_->Encode(audio, mu);
  Reconstruction result = {.coarse = network_->Coarse(latent, mu).cpu()};
  if (options.sampling_steps > 0 && network_->generates()) {
    const torch::Tensor start = noise.to(network_->device());
    result.sampled = network_->Decode(latent, options.sampling_steps, start, mu).cpu();
  }
  if (Fires(network_->config())) result.events = latent.cpu();
  if (network_->estimates_cost()) result.bits = network_->EventBits(latent).cpu();
  network_->train(was_training);
  return result;
}

void TrainableAutoencoder::FreezeIdleStatistics() {
  if (!network_->quantizer()) return;
  const auto idle = [](const torch::Tensor& parameter) { return !parameter.requires_grad(); };
  if (std::ranges::any_of(network_->quantizer()->parameters(), idle)) FreezeStatistics();
}

}  // namespace

std::shared_ptr<Trainable> MakeTrainableAutoencoder(const AutoencoderNetwork& network) {
  return std::make_shared<TrainableAutoencoder>(network);
}

Result<std::shared_ptr<Trainable>> MakeTrainableAutoencoder(const std::string& config_json) {
  const auto config = ParseConfig(config_json);
  SPK_TRY(config);
  return MakeTrainableAutoencoder(AutoencoderNetwork(*config));
}

}  // namespace spk
