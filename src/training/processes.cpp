#include "training/processes.h"

#include <cstdlib>
#include <string>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

namespace spk {

struct Processes::Group {
  c10::intrusive_ptr<c10d::ProcessGroupGloo> gloo;
};

Processes::Processes() = default;
Processes::Processes(Processes&&) noexcept = default;
Processes& Processes::operator=(Processes&&) noexcept = default;
Processes::~Processes() = default;

Result<Processes> Processes::FromEnvironment() {
  Processes processes;
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  };
  if (variable("WORLD_SIZE").empty()) return processes;
  try {
    processes.size_ = std::stoi(variable("WORLD_SIZE"));
    processes.rank_ = std::stoi(variable("RANK"));
    if (processes.size_ == 1) return processes;
    c10d::TCPStoreOptions store_options;
    store_options.port = static_cast<uint16_t>(std::stoi(variable("MASTER_PORT")));
    store_options.isServer = processes.rank_ == 0;
    store_options.numWorkers = static_cast<size_t>(processes.size_);
    const auto store = c10::make_intrusive<c10d::TCPStore>(variable("MASTER_ADDR"), store_options);
    const auto options = c10d::ProcessGroupGloo::Options::create();
    options->devices.push_back(c10d::ProcessGroupGloo::createDefaultDevice());
    processes.group_ = std::make_unique<Group>();
    processes.group_->gloo = c10::make_intrusive<c10d::ProcessGroupGloo>(
        store, static_cast<int>(processes.rank_), static_cast<int>(processes.size_), options);
  } catch (const std::exception& error) {
    return Fail(ErrorCode::kUsage,
                "RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT: " + FirstLine(error));
  }
  return processes;
}

void Processes::Average(const std::vector<torch::Tensor>& tensors) const {
  if (size_ == 1) return;
  const torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> flat;
  for (const torch::Tensor& tensor : tensors) flat.push_back(tensor.flatten());
  std::vector<torch::Tensor> message = {torch::cat(flat)};
  group_->gloo->allreduce(message)->wait();
  message[0] /= size_;
  int64_t offset = 0;
  for (const torch::Tensor& tensor : tensors) {
    torch::Tensor(tensor).copy_(
        message[0].slice(0, offset, offset + tensor.numel()).view_as(tensor));
    offset += tensor.numel();
  }
}

torch::Tensor Processes::Mean(const torch::Tensor& x) const {
  torch::Tensor mean = x.detach().clone();
  Average({mean});
  // The value of the mean with the gradient of x, which the hook replaces by its own mean.
  torch::Tensor y = x + (mean - x.detach());
  if (y.requires_grad()) {
    y.register_hook([this](const torch::Tensor& gradient) {
      torch::Tensor shared = gradient.clone();
      Average({shared});
      return shared;
    });
  }
  return y;
}

}  // namespace spk
