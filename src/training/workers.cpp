#include "training/workers.h"

#include <algorithm>
#include <barrier>
#include <cstdlib>
#include <future>
#include <thread>

#include "model/thread_count.h"
#include "training/module_copy.h"

namespace spk {

// Where the workers of one Backward wait for each other.
class Workers::Meeting {
 public:
  Meeting(int64_t count, const Processes* processes)
      : parts_(static_cast<size_t>(count)), barrier_(count), processes_(processes) {}

  // The mean of what all workers and processes bring. A worker that fails must Leave.
  torch::Tensor Average(int64_t worker, const torch::Tensor& x) {
    const torch::NoGradGuard no_grad;
    parts_[static_cast<size_t>(worker)] = x.detach();
    barrier_.arrive_and_wait();
    if (worker == 0) {
      mean_ = torch::stack(parts_).mean(0);
      processes_->Average({mean_});
    }
    barrier_.arrive_and_wait();
    return mean_.clone();
  }
  void Leave() { barrier_.arrive_and_drop(); }

 private:
  std::vector<torch::Tensor> parts_;
  torch::Tensor mean_;
  std::barrier<> barrier_;
  const Processes* processes_;
};

namespace {

// The same weights, in the same memory. Buffers are copies that stay alike: what changes them are
// statistics of the whole batch.
std::shared_ptr<Trainable> Replicate(Trainable* model) {
  auto replica = model->Another();
  const auto sources = model->module().parameters();
  const auto targets = replica->module().parameters();
  for (size_t i = 0; i < sources.size(); ++i) {
    torch::Tensor(targets[i]).set_requires_grad(sources[i].requires_grad());
    torch::Tensor(targets[i]).set_data(sources[i].detach());
  }
  CopyBuffers(model->module(), replica->module());
  replica->module().train(model->module().is_training());
  replica->FreezeIdleStatistics();
  return replica;
}

// As many parts of equal size as there may be.
int64_t PartsOf(int64_t batch, int64_t most) {
  int64_t parts = std::min(batch, most);
  while (batch % parts != 0) --parts;
  return parts;
}

}  // namespace

void ComputeOnAllCores() {
  const char* wanted = std::getenv("OMP_NUM_THREADS");
  SetThreadCount(std::max(1, wanted != nullptr
                                 ? std::atoi(wanted)
                                 : static_cast<int>(std::thread::hardware_concurrency())));
}

Workers::Workers(std::shared_ptr<Trainable> model, Objective objective, const Processes* processes)
    : processes_(processes) {
  const bool shares = model->shares_batches();
  const int64_t count = model->device().is_cpu() && shares ? at::get_num_threads() : 1;
  for (int64_t i = 0; i < count; ++i) {
    auto replica = i == 0 ? model : Replicate(model.get());
    Stage* stage = replica->FindStage(objective).value();
    workers_.push_back({.model = std::move(replica), .stage = stage});
  }
  if (shares && (count > 1 || processes->size() > 1)) ShareStatistics();
}

Workers::~Workers() = default;

void Workers::ShareStatistics() {
  for (size_t i = 0; i < workers_.size(); ++i) {
    const auto worker = static_cast<int64_t>(i);
    workers_[i].model->ShareStatistics([this, worker](const torch::Tensor& x) {
      // The value of the mean with the gradient of x, which the hook replaces by its own mean.
      torch::Tensor y = x + (meeting_->Average(worker, x) - x.detach());
      if (y.requires_grad()) {
        y.register_hook([this, worker](const torch::Tensor& gradient) {
          return meeting_->Average(worker, gradient);
        });
      }
      return y;
    });
  }
}

StepLoss Workers::RunPart(int64_t part, int64_t parts, const Batch& batch, const Loss& loss) {
  try {
    if (parts > 1) SetThreadCount(1);
    const int64_t size = batch.audio.size(0) / parts;
    StepLoss result = loss(workers_[static_cast<size_t>(part)].stage,
                           batch.Narrow(part * size, size), static_cast<uint64_t>(part));
    (result.loss / parts).backward();
    result.loss = result.loss.detach();
    return result;
  } catch (...) {
    meeting_->Leave();
    throw;
  }
}

// Sums what the others found into the model's.
void Workers::CollectGradients(int64_t parts) {
  const torch::NoGradGuard no_grad;
  const auto targets = workers_[0].model->module().parameters();
  for (int64_t part = 1; part < parts; ++part) {
    const auto sources = workers_[static_cast<size_t>(part)].model->module().parameters();
    for (size_t i = 0; i < sources.size(); ++i) {
      if (!sources[i].grad().defined()) continue;
      torch::Tensor(targets[i]).mutable_grad().add_(sources[i].grad());
      torch::Tensor(sources[i]).mutable_grad().reset();
    }
  }
}

void Workers::FreezeStatistics() {
  for (Worker& worker : workers_) worker.model->FreezeStatistics();
}

StepLoss Workers::Backward(const Batch& batch, const Loss& loss) {
  const int64_t parts = PartsOf(batch.audio.size(0), static_cast<int64_t>(workers_.size()));
  meeting_ = std::make_unique<Meeting>(parts, processes_);
  std::vector<std::future<StepLoss>> running;
  for (int64_t part = 0; part < parts; ++part) {
    const auto policy = parts > 1 ? std::launch::async : std::launch::deferred;
    running.push_back(std::async(policy, [&, part] { return RunPart(part, parts, batch, loss); }));
  }
  std::vector<StepLoss> results;
  for (auto& part : running) results.push_back(part.get());
  CollectGradients(parts);

  const auto gather = [&](torch::Tensor StepLoss::*field) {
    std::vector<torch::Tensor> values;
    for (const StepLoss& result : results) values.push_back(result.*field);
    return values;
  };
  const auto mean = [&](torch::Tensor StepLoss::*field) {
    return torch::stack(gather(field)).mean();
  };
  return {.loss = mean(&StepLoss::loss),
          .error = mean(&StepLoss::error),
          .used = mean(&StepLoss::used),
          .wanted = mean(&StepLoss::wanted),
          .latent = torch::cat(gather(&StepLoss::latent))};
}

}  // namespace spk
