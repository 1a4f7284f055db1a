#pragma once

#include <memory>

#include <string>

#include "model/trainable.h"

namespace spk {

// The stages of a CodecModel, of a configuration. Fails with kModel.
Result<std::shared_ptr<Trainable>> MakeTrainableCodec(const std::string& config_json);

}  // namespace spk
