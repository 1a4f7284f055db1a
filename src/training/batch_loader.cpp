#include "training/batch_loader.h"

#include "training/random.h"

namespace spk {
namespace {

// The window has its own random numbers under (seed, step, item).
constexpr uint64_t kPromptKey = 0x6d75;

int64_t DrawPrompt(const TrainConfig& config, uint64_t step, uint64_t item) {
  const auto [lowest, highest] = config.prompts;
  Random random{config.seed, step, item, kPromptKey};
  return lowest +
         static_cast<int64_t>(random.Uniform(0, static_cast<double>(highest - lowest + 1)));
}

}  // namespace

BatchLoader::BatchLoader(const WindowSampler* sampler, const TrainConfig* config,
                         const TrainableFacts& model, int64_t rank, int64_t size)
    : sampler_(sampler),
      config_(config),
      hop_(model.hop),
      rank_(rank),
      size_(size),
      prompted_(model.prompts > 0) {}

Batch BatchLoader::Get(int64_t step) {
  Batch batch = pending_step_ == step ? pending_.get() : Prepare(step);
  pending_step_ = step + 1;
  pending_ = std::async(std::launch::async, [this, step] { return Prepare(step + 1); });
  return batch;
}

Batch BatchLoader::Prepare(int64_t step) const {
  const Phase& phase = PhaseAt(*config_, step);
  TORCH_CHECK(phase.batch % size_ == 0, "the batch does not divide among the processes");
  const int64_t share = phase.batch / size_;
  const int64_t samples = phase.window_steps * hop_;
  Batch batch = {.audio = torch::empty({share, samples})};
  if (prompted_) batch.mu = torch::empty({share}, torch::kLong);
  for (int64_t i = 0; i < share; ++i) {
    const auto item = static_cast<uint64_t>(rank_ * share + i);
    sampler_->Draw(static_cast<uint64_t>(step), item,
                   {batch.audio.data_ptr<float>() + i * samples, static_cast<size_t>(samples)});
    if (prompted_) batch.mu[i] = DrawPrompt(*config_, static_cast<uint64_t>(step), item);
  }
  return batch;
}

}  // namespace spk
