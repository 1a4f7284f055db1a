#include "training/choose_trained.h"

#include <algorithm>

namespace spk {

void ChooseTrained(Trainable* model, const Stage& stage, const std::vector<std::string>& frozen) {
  for (const torch::Tensor& p : model->module().parameters()) {
    torch::Tensor(p).set_requires_grad(false);
  }
  for (const torch::Tensor& p : stage.Parameters()) torch::Tensor(p).set_requires_grad(true);
  for (const auto& item : model->module().named_parameters()) {
    const auto starts = [&item](const std::string& prefix) {
      return item.key().starts_with(prefix);
    };
    if (std::ranges::any_of(frozen, starts)) torch::Tensor(item.value()).set_requires_grad(false);
  }
  model->FreezeIdleStatistics();
}

}  // namespace spk
