#pragma once

#include <memory>
#include <string>

#include "model/codec_model.h"
#include "model/trainable.h"

namespace spk {

// The stages of a CodecModel, of a configuration. Fails with kModel.
Result<std::shared_ptr<Trainable>> MakeTrainableCodec(const std::string& config_json);
std::shared_ptr<Trainable> MakeTrainableCodec(const CodecModel& model);

}  // namespace spk
