// The families of models, each with its own way from a weights file to a Model.
#pragma once

#include <memory>
#include <string>

#include "codec/baseline.h"
#include "codec/model.h"

namespace spk {

// Each call of a model computes on the thread it is made on and no other, so that its result does
// not depend on how many run. `device` is as of FindDevice. Fails as that does, with kInput, and
// with kModel, also when the model makes no events or the codec cannot code them.
Result<std::unique_ptr<Model>> LoadFamily(const std::string& weights, const std::string& device);

// A model without events, which can be evaluated and nothing else; null where it has some. Fails as
// LoadFamily does.
Result<std::unique_ptr<Baseline>> LoadBaseline(const std::string& weights,
                                               const std::string& device);

}  // namespace spk
