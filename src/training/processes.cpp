#include "training/processes.h"

#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <string>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#ifdef USE_C10D_NCCL
#include <c10/cuda/CUDAFunctions.h>

#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif

namespace spk {

// The sum over all processes, in place.
using SumOverAll = std::function<void(const torch::Tensor&)>;

struct Processes::Group {
  SumOverAll sum;
};

namespace {

template <typename Backend>
SumOverAll SumWith(const c10::intrusive_ptr<Backend>& backend) {
  return [backend](const torch::Tensor& tensor) {
    std::vector<torch::Tensor> message = {tensor};
    backend->allreduce(message)->wait();
  };
}

// LibTorch 2.4 and later expect libuv, which not every build of it has.
template <typename Options>
void AvoidLibuv(Options* options) {
  if constexpr (requires { options->useLibUV; }) options->useLibUV = false;
}

SumOverAll MakeGroup(const c10::intrusive_ptr<c10d::Store>& store, int rank, int size,
                     torch::Device device) {
  if (device.is_cuda()) {
#ifdef USE_C10D_NCCL
    c10::cuda::set_device(device.index());  // NCCL's barriers and communicators are made there
    return SumWith(c10::make_intrusive<c10d::ProcessGroupNCCL>(store, rank, size));
#else
    throw std::runtime_error("several processes on GPUs need a LibTorch with NCCL");
#endif
  }
  const auto options = c10d::ProcessGroupGloo::Options::create();
  options->devices.push_back(c10d::ProcessGroupGloo::createDefaultDevice());
  return SumWith(c10::make_intrusive<c10d::ProcessGroupGloo>(store, rank, size, options));
}

}  // namespace

Processes::Processes() = default;
Processes::Processes(Processes&&) noexcept = default;
Processes& Processes::operator=(Processes&&) noexcept = default;
Processes::~Processes() = default;

Result<Processes> Processes::FromEnvironment(torch::Device device) {
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
    AvoidLibuv(&store_options);
    const auto store = c10::make_intrusive<c10d::TCPStore>(variable("MASTER_ADDR"), store_options);
    processes.group_ = std::make_unique<Group>(Group{MakeGroup(
        store, static_cast<int>(processes.rank_), static_cast<int>(processes.size_), device)});
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
  torch::Tensor message = torch::cat(flat);
  group_->sum(message);
  message /= size_;
  int64_t offset = 0;
  for (const torch::Tensor& tensor : tensors) {
    torch::Tensor(tensor).copy_(message.slice(0, offset, offset + tensor.numel()).view_as(tensor));
    offset += tensor.numel();
  }
}

}  // namespace spk
