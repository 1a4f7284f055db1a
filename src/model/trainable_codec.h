#pragma once

#include <memory>

#include "model/codec_model.h"
#include "model/trainable.h"

namespace spk {

// The stages of a CodecModel.
std::shared_ptr<Trainable> MakeTrainable(const CodecModel& model);

}  // namespace spk
