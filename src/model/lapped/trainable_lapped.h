#pragma once

#include <memory>
#include <string>

#include "model/trainable.h"

namespace spk {

// Of a lapped configuration: stage 1 trains what decides which levels fire and what estimates
// them, stage 2 the noise between them, at the prompts of the recipe.
// Fails with kModel, also where there is nothing to train.
Result<std::shared_ptr<Trainable>> MakeTrainableLapped(const std::string& config_json);

}  // namespace spk
