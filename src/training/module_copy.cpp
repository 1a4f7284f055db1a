#include "training/module_copy.h"

#include <vector>

namespace spk {
namespace {

void Copy(const std::vector<torch::Tensor>& from, const std::vector<torch::Tensor>& to) {
  const torch::NoGradGuard no_grad;
  for (size_t i = 0; i < from.size(); ++i) torch::Tensor(to[i]).copy_(from[i]);
}

}  // namespace

void CopyParameters(const torch::nn::Module& from, const torch::nn::Module& to) {
  Copy(from.parameters(), to.parameters());
}

void CopyBuffers(const torch::nn::Module& from, const torch::nn::Module& to) {
  Copy(from.buffers(), to.buffers());
}

}  // namespace spk
