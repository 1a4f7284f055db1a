#include "training/batch_loader.h"

namespace spk {

BatchLoader::BatchLoader(const WindowSampler* sampler, const TrainConfig* config, int64_t hop,
                         int64_t rank, int64_t size)
    : sampler_(sampler), config_(config), hop_(hop), rank_(rank), size_(size) {}

torch::Tensor BatchLoader::Get(int64_t step) {
  torch::Tensor batch = pending_step_ == step ? pending_.get() : Prepare(step);
  pending_step_ = step + 1;
  pending_ = std::async(std::launch::async, [this, step] { return Prepare(step + 1); });
  return batch;
}

torch::Tensor BatchLoader::Prepare(int64_t step) const {
  const Phase& phase = PhaseAt(*config_, step);
  TORCH_CHECK(phase.batch % size_ == 0, "the batch does not divide among the processes");
  const int64_t share = phase.batch / size_;
  const int64_t samples = phase.window_steps * hop_;
  torch::Tensor batch = torch::empty({share, samples});
  for (int64_t i = 0; i < share; ++i) {
    sampler_->Draw(static_cast<uint64_t>(step), static_cast<uint64_t>(rank_ * share + i),
                   {batch.data_ptr<float>() + i * samples, static_cast<size_t>(samples)});
  }
  return batch;
}

}  // namespace spk
