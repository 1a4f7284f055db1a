#include "model/trainable_codec.h"

#include <algorithm>
#include <utility>

#include "model/refine.h"

namespace spk {
namespace {

torch::Tensor Zero(const Batch& batch) { return torch::zeros({}, batch.audio.options()); }

Encoding EncodeBatch(CodecModel model, const Batch& batch, int64_t refinement) {
  if (refinement == 0) return model->EncodeForTraining(batch.audio, batch.mu);
  torch::Tensor logits;
  {
    const torch::NoGradGuard no_grad;
    logits = model->Logits(batch.audio, batch.mu);
  }
  return {.latent = RefineEvents(model, batch.audio, logits, refinement, batch.mu),
          .commitment = Zero(batch)};
}

class CoarseStage : public Stage {
 public:
  explicit CoarseStage(CodecModel model) : model_(std::move(model)) {}

  StageFacts facts() const override { return {}; }
  std::vector<torch::Tensor> Parameters() const override { return model_->CoarseParameters(); }

  StageLoss Loss(const Batch& batch, const StageOptions& options,
                 const Generator& /*generator*/) override {
    const Encoding encoding = EncodeBatch(model_, batch, options.refinement);
    const torch::Tensor estimate = model_->Coarse(encoding.latent, batch.mu).to(torch::kFloat);
    const torch::Tensor error = torch::mse_loss(estimate, batch.audio);
    const int64_t rate = model_->config().sample_rate;
    return {.loss = encoding.commitment +
                    DecodeLoss(options.decode, estimate, batch.audio, error, rate),
            .error = error.detach(),
            .latent = encoding.latent};
  }

 private:
  CodecModel model_;
};

class DiffusionStage : public Stage {
 public:
  // alone: without what it is told of the coarse decode.
  DiffusionStage(CodecModel model, bool alone) : model_(std::move(model)), alone_(alone) {}

  StageFacts facts() const override { return {.samples = true, .trains_generator = alone_}; }
  std::vector<torch::Tensor> Parameters() const override {
    return alone_ ? model_->GeneratorParameters() : model_->parameters();
  }

  StageLoss Loss(const Batch& batch, const StageOptions& options,
                 const Generator& generator) override {
    const Encoding encoding = EncodeBatch(model_, batch, options.refinement);
    const DiffusionLosses losses =
        model_->DiffusionLoss(batch.audio, encoding.latent, batch.mu, generator);
    return {.loss = encoding.commitment + losses.velocity + losses.scale,
            .error = losses.velocity.detach(),
            .latent = encoding.latent};
  }

 private:
  CodecModel model_;
  bool alone_;
};

class TrainableCodec : public Trainable {
 public:
  explicit TrainableCodec(const CodecModel& model)
      : model_(model), coarse_(model), residual_(model, true), joint_(model, false) {}

  TrainableFacts facts() const override {
    const CodecConfig& config = model_->config();
    return {.sample_rate = config.sample_rate,
            .hop = config.hop,
            .prompts = config.prompts,
            .fires = Fires(config)};
  }
  torch::nn::Module& module() override { return *model_; }
  std::shared_ptr<Trainable> Another() const override {
    return MakeTrainableCodec(CodecModel(model_->config()));
  }

  Result<Stage*> FindStage(Objective objective) override;
  Reconstruction Reconstruct(const Batch& windows, const ReconstructionOptions& options,
                             const torch::Tensor& noise) override;

  // Codebooks learn from a batch by themselves.
  bool shares_batches() const override { return Fires(model_->config()); }
  void ShareStatistics(std::function<torch::Tensor(const torch::Tensor&)> mean) override {
    model_->quantizer()->ShareStatistics(std::move(mean));
  }
  void FreezeStatistics() override {
    if (model_->quantizer()) model_->quantizer()->FreezeStatistics();
  }
  void FreezeIdleStatistics() override;

 private:
  CodecModel model_;
  CoarseStage coarse_;
  DiffusionStage residual_;
  DiffusionStage joint_;
};

Result<Stage*> TrainableCodec::FindStage(Objective objective) {
  const bool staged = std::holds_alternative<MdctConfig>(model_->config().decoder);
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
  if (model_->generates()) return &joint_;
  return Fail(ErrorCode::kInput, "objective: a regression has no diffusion to train jointly");
}

Reconstruction TrainableCodec::Reconstruct(const Batch& windows,
                                           const ReconstructionOptions& options,
                                           const torch::Tensor& noise) {
  const torch::NoGradGuard no_grad;
  const bool was_training = model_->is_training();
  model_->eval();
  const auto [audio, mu] = windows.To(model_->device());
  const bool refines = options.refinement > 0 && Fires(model_->config());
  const torch::Tensor latent =
      refines ? RefineEvents(model_, audio, model_->Logits(audio, mu), options.refinement, mu)
              : model_->Encode(audio, mu);
  Reconstruction result = {.coarse = model_->Coarse(latent, mu).cpu()};
  if (options.sampling_steps > 0 && model_->generates()) {
    const torch::Tensor start = noise.to(model_->device());
    result.sampled = model_->Decode(latent, options.sampling_steps, start, mu).cpu();
  }
  if (Fires(model_->config())) result.events = latent.cpu();
  model_->train(was_training);
  return result;
}

void TrainableCodec::FreezeIdleStatistics() {
  if (!model_->quantizer()) return;
  const auto idle = [](const torch::Tensor& parameter) { return !parameter.requires_grad(); };
  if (std::ranges::any_of(model_->quantizer()->parameters(), idle)) FreezeStatistics();
}

}  // namespace

std::shared_ptr<Trainable> MakeTrainableCodec(const CodecModel& model) {
  return std::make_shared<TrainableCodec>(model);
}

Result<std::shared_ptr<Trainable>> MakeTrainableCodec(const std::string& config_json) {
  const auto config = ParseConfig(config_json);
  SPK_TRY(config);
  return MakeTrainableCodec(CodecModel(*config));
}

}  // namespace spk
