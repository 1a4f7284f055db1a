#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "model/trainable.h"

namespace spk {

// The model of a configuration, its weights drawn at random; the same seed, the same weights. Fails
// with kModel.
Result<std::shared_ptr<Trainable>> InitialModel(const std::string& model_json, uint64_t seed);

}  // namespace spk
