// The families of models, each with its own way from a weights file to a Model.
#pragma once

#include <memory>
#include <string>

#include "codec/model.h"

namespace spk {

// Each call of a model computes on the thread it is made on and no other, so that its result does
// not depend on how many run. `device` is as of FindDevice. Fails as that does, with kInput, and
// with kModel, also when the model makes no events or the codec cannot code them.
Result<std::unique_ptr<Model>> LoadFamily(const std::string& weights, const std::string& device);

}  // namespace spk
