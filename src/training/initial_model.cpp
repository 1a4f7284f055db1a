#include "training/initial_model.h"

namespace spk {

Result<std::shared_ptr<Trainable>> InitialModel(const std::string& model_json, uint64_t seed) {
  try {
    torch::manual_seed(seed);
    return MakeTrainable(model_json);
  } catch (const std::exception& error) {
    return Fail(ErrorCode::kModel, "cannot build the model: " + FirstLine(error));
  }
}

}  // namespace spk
