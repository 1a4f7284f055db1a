#pragma once

#include <memory>
#include <string>

#include "model/trainable.h"

namespace spk {

// Of a lapped configuration: the coarse stage trains the dequantiser, at the prompts of the recipe.
// Fails with kModel, also where there is nothing to train.
Result<std::shared_ptr<Trainable>> MakeTrainableLapped(const std::string& config_json);

}  // namespace spk
