#include "model/device.h"

#include <cstdlib>

namespace spk {

Result<torch::Device> FindDevice(const std::string& name) {
  const auto wrong = [&name](const std::string& why) {
    return Fail(ErrorCode::kUsage, "device " + name + ": " + why);
  };
  try {
    const torch::Device device(name);
    if (device.is_cpu()) return device;
    if (!device.is_cuda()) return wrong("expected cpu, cuda or cuda:N");
    const auto count = static_cast<int>(torch::cuda::device_count());
    if (count == 0) return wrong("this machine or its LibTorch has no CUDA");
    const char* local_rank = std::getenv("LOCAL_RANK");
    const int index = device.has_index()      ? device.index()
                      : local_rank != nullptr ? std::atoi(local_rank)
                                              : 0;
    if (index >= count) return wrong("there are only " + std::to_string(count));
    return torch::Device(torch::kCUDA, static_cast<torch::DeviceIndex>(index));
  } catch (const c10::Error&) {
    return wrong("expected cpu, cuda or cuda:N");
  }
}

}  // namespace spk
